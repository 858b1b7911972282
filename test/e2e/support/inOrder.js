const { basename } = require("node:path");
const { default: Sequencer } = require("@jest/test-sequencer");

/**
 * The drills come right after the tests of a fresh cluster: alerts on objectives look back so far that slow or failed
 * requests in other tests would delay the end of theirs.
 */
const FIRST = ["deployed.test.ts", "drilled.test.ts"];

/**
 * Without MongoDB, requests use up so much of an objective's budget that it would delay the others. The last one stops the
 * shared cluster, because it has a cluster of its own.
 */
const LAST = ["everySwitch.test.ts", "messaging.test.ts", "pulumi.test.ts"];

/** All others by name: jest's own order depends on what ran on the machine before. */
module.exports = class InOrder extends Sequencer {
  sort(tests) {
    const place = ({ path }) => {
      const [first, last] = [FIRST, LAST].map((some) => some.indexOf(basename(path)));
      if (last !== -1) return FIRST.length + 1 + last;
      return first === -1 ? FIRST.length : first;
    };
    return [...tests].sort((a, b) => place(a) - place(b) || (a.path < b.path ? -1 : 1));
  }
};
