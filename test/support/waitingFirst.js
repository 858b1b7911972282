const { default: Sequencer } = require("@jest/test-sequencer");

/** Suites that take long, mostly waiting: others can use the CPU meanwhile, unless these come last. */
const FIRST = [
  "alert-rules/scenarios",
  "alert-rules/blind",
  "infra/alert-delivery/toldOnce",
  "infra/alert-delivery/secondOfAKind",
  "service/messagingOutages",
  "service/severalBrokers",
  "infra/alert-delivery/toldOfMany",
  "tools/new/new",
  "service/sslModes",
  "infra/alert-delivery/inhibitedEnd",
  "service/fuzz",
  "docs/adding",
  "tools/review/sides",
  "service/process",
  "infra/rendered-config/sharding/sharding",
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
