const unit = require("./test/support/jestProject.js");
const { leftOutOf } = require("./test/e2e/support/leftOut.js");

/** @type {import("jest").Config} The live proof: its tests share one cluster, so one runs after the other. */
module.exports = {
  ...unit,
  testMatch: ["<rootDir>/test/e2e/**/*.test.ts"],
  testPathIgnorePatterns: [
    "/node_modules/",
    "<rootDir>/test/e2e/prod/",
    "<rootDir>/test/e2e/operator/",
    "<rootDir>/test/e2e/cortex/",
    ...leftOutOf(process.argv).map((name) => `<rootDir>/test/e2e/${name}.test.ts`),
  ],
  globalSetup: "<rootDir>/test/e2e/support/setup.ts",
  globalTeardown: "<rootDir>/test/e2e/support/teardown.ts",
  testSequencer: "<rootDir>/test/e2e/support/inOrder.js",
  maxWorkers: 1,
  testTimeout: 300_000,
  verbose: true,
};
