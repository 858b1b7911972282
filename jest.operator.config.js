const e2e = require("./jest.e2e.config.js");

/** @type {import("jest").Config} The live proof of the dev stack beside a prometheus-operator, in place of servers of its own. */
module.exports = {
  ...e2e,
  testMatch: ["operator/deployed", "counted", "delivered", "paged"].map(
    (name) => `<rootDir>/test/e2e/${name}.test.ts`,
  ),
  testPathIgnorePatterns: ["/node_modules/"],
};
