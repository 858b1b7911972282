const unit = require("./test/support/jestProject.js");

/** @type {import("jest").Config} What keeps samples for years, as processes on this machine: `npm run longterm`. */
module.exports = {
  ...unit,
  testMatch: ["<rootDir>/test/longTerm/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  globalSetup: "<rootDir>/test/longTerm/support/setup.ts",
  maxWorkers: 1,
  testTimeout: 300_000,
  verbose: true,
};
