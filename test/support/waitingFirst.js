const { default: Sequencer } = require("@jest/test-sequencer");

/** Suites that take long, mostly waiting: others can use the CPU meanwhile, unless these come last. */
const FIRST = [
  "alert-rules/scenarios",
  "infra/alert-delivery/toldOnce",
  "tools/review/sides",
  "infra/alert-delivery/toldOfMany",
  "service/messagingOutages",
  "service/fuzz",
  "service/process",
  "infra/alert-delivery/inhibitedEnd",
  "infra/kubernetes/tls/mutualTls",
  "infra/kubernetes/tls/thanosTls",
].map((name) => `/test/${name}.test.ts`);

/** Jest's own order, which on a fresh clone is by file size, with the waiting suites first. */
module.exports = class WaitingFirst extends Sequencer {
  sort(tests) {
    const place = ({ path }) => {
      const index = FIRST.findIndex((end) => path.endsWith(end));
      return index === -1 ? FIRST.length : index;
    };
    return [...super.sort(tests)].sort((a, b) => place(a) - place(b));
  }
};
