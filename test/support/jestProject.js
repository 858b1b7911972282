/**
 * @type {import("@swc/core").Options} Like tsconfig.json, except that a package is loaded when it is first used instead
 * of when it is imported: each suite loads everything that it uses again, and Pulumi alone takes most of a second.
 */
const transpiling = {
  swcrc: false,
  jsc: { parser: { syntax: "typescript" }, target: "es2022" },
  module: { type: "commonjs", lazy: true },
};

/** Packages with only ECMAScript modules, which Node.js can require and jest cannot. */
const MODULES_ALONE = "/node_modules/@platformatic/.+\\.js$";
const transpilingModules = { ...transpiling, jsc: { target: "es2022" } };

/** Modules of Pulumi that load dependencies which no test uses. */
const LOADING_MUCH = "@pulumi/pulumi/(?:index|typescript-shim|runtime/closure/codePaths)\\.js$";

/** @type {import("jest").Config} How all suites are found, compiled and run, each with its own modules and globals. */
module.exports = {
  rootDir: require("node:path").join(__dirname, "../.."),
  testEnvironment: "node",
  // Types are checked separately by tsc.
  transform: {
    "^.+\\.ts$": ["@swc/jest", transpiling],
    [MODULES_ALONE]: ["@swc/jest", transpilingModules],
    [LOADING_MUCH]: "<rootDir>/test/support/late.js",
  },
  transformIgnorePatterns: [`/node_modules/(?!${LOADING_MUCH}|@platformatic/)`],
  // Built copies of our own packages, with the same names.
  modulePathIgnorePatterns: ["/dist/"],
  globalSetup: "<rootDir>/test/support/globalSetup.ts",
  globalTeardown: "<rootDir>/test/support/globalTeardown.ts",
};
