const e2e = require("./jest.e2e.config.js");

/** @type {import("jest").Config} The live proof of the prod stack. */
module.exports = {
  ...e2e,
  testMatch: ["<rootDir>/test/e2e/prod/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  // Each begins when nothing fires, which after a filled volume takes a quarter of an hour.
  testTimeout: 1_600_000,
};
