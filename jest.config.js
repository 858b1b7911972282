const { availableParallelism } = require("node:os");

/**
 * @type {import("@swc/core").Options} As tsconfig.json has it, but that a package is evaluated when it is first used,
 * and not when it is imported: each suite evaluates anew all that it uses, and Pulumi alone takes most of a second.
 */
const transpiling = {
  swcrc: false,
  jsc: { parser: { syntax: "typescript" }, target: "es2022" },
  module: { type: "commonjs", lazy: true },
};

/** Written as modules of ECMAScript alone, which Node.js can require and jest cannot. */
const MODULES_ALONE = "/node_modules/@platformatic/.+\\.js$";
const transpilingModules = { ...transpiling, jsc: { target: "es2022" } };

/** Those of Pulumi's modules that load what nobody uses. */
const LOADING_MUCH = "@pulumi/pulumi/(?:index|typescript-shim|runtime/closure/codePaths)\\.js$";

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  // Types are checked by tsc, once and over everything.
  transform: {
    "^.+\\.ts$": ["@swc/jest", transpiling],
    [MODULES_ALONE]: ["@swc/jest", transpilingModules],
    [LOADING_MUCH]: "<rootDir>/test/support/late.js",
  },
  transformIgnorePatterns: [`/node_modules/(?!${LOADING_MUCH}|@platformatic/)`],
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/e2e/", "<rootDir>/test/longTerm/"],
  // Built copies of packages of ours, under the same names.
  modulePathIgnorePatterns: ["/dist/"],
  // One more than there are cores, for some wait: for a turn of an Alertmanager, for a server that starts.
  maxWorkers: availableParallelism() + 1,
  testSequencer: "<rootDir>/test/support/waitingFirst.js",
  globalSetup: "<rootDir>/test/support/globalSetup.ts",
  globalTeardown: "<rootDir>/test/support/globalTeardown.ts",
  // For what hangs. How fast a busy machine renders a stack is no matter of these tests.
  testTimeout: 120_000,
};
