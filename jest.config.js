const { availableParallelism } = require("node:os");

const project = require("./test/support/jestProject.js");

const suites = (name) => `<rootDir>/test/${name}.test.ts`;

/**
 * Folders with tests of pure functions, and of what they give to a program that answers at once. Their suites share a
 * thread, in which the model is loaded once: loading it takes longer than most of these suites. A suite must leave nothing
 * behind, such as an environment variable, and has no time limit.
 */
const PURE = ["alert-rules", "dashboards", "docs", "examples", "infra", "signals", "tools"];
/** What has a configuration of its own. */
const APART = ["e2e", "longTerm"];

/** Suites there that start servers, wait, or load a module twice: they need modules of their own, and a time limit. */
const ISOLATED = [
  "docs/{adding,runbookClients}",
  "infra/alert-delivery/{inhibitedEnd,messages,operator,secondOfAKind,slack,toldOfMany,toldOnce}",
  "infra/components/alertmanagerAddresses",
  "infra/kubernetes/tls/{mutualTls,thanosTls}",
  "infra/monitoringStack",
  "infra/rendered-config/sharding/sharding",
  "infra/settings/nothingApplied",
  "tools/ci/mark",
  "tools/new/new",
  "tools/polling",
  "tools/preflight/cli",
  "tools/review/sides",
  "tools/silence/silence",
].map(suites);

/** @type {import("jest").Config} */
module.exports = {
  projects: [
    {
      ...project,
      testMatch: [suites("*"), suites(`!(${[...PURE, ...APART].join("|")})/**/*`), ...ISOLATED],
    },
    {
      ...project,
      runner: "<rootDir>/test/support/sharedThreads.mjs",
      setupFiles: ["<rootDir>/test/support/typescript.mjs"],
      testMatch: [
        suites(`{${PURE}}/**/*`),
        ...ISOLATED.map((each) => each.replace("<rootDir>", "!**")),
      ],
    },
  ],
  // Two more than there are cores, because some of the suites that share nothing wait: for Alertmanager, or for a server.
  maxWorkers: availableParallelism() + 2,
  testSequencer: "<rootDir>/test/support/waitingFirst.js",
  // For what hangs. How fast a busy machine renders a stack is no matter of these tests.
  testTimeout: 120_000,
};
