const prod = require("./jest.prod.config.js");

/** @type {import("jest").Config} The live proof of the prod stack that sends its samples to Cortex. */
module.exports = {
  ...prod,
  testMatch: ["prod/deployed", "prod/connected", "cortex/sentOn"].map(
    (name) => `<rootDir>/test/e2e/${name}.test.ts`,
  ),
  testPathIgnorePatterns: ["/node_modules/"],
};
