const { basename } = require("node:path");
const { default: Sequencer } = require("@jest/test-sequencer");

/**
 * After what a fresh cluster shows come the drills: the alerts of an objective look back for so long that what was slow
 * or failed in another test delays the end of theirs.
 */
const FIRST = ["deployed.test.ts", "drilled.test.ts"];

/**
 * What a killed MongoDB costs an objective would delay the others; and the last ends the cluster that they share, to have
 * one of its own.
 */
const LAST = ["kept.test.ts", "pulumi.test.ts"];

/** The rest by name, on every machine: jest's own order depends on what ran there before. */
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
