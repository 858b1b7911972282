const { basename } = require("node:path");
const { default: Sequencer } = require("@jest/test-sequencer");

/**
 * After what a fresh cluster shows come the drills: the alerts of an objective look back for so long that what was slow
 * or failed in another test delays the end of theirs.
 */
const FIRST = ["deployed.test.ts", "drilled.test.ts"];

/** It ends the cluster that the others share, to have one of its own. */
const LAST = "pulumi.test.ts";

/** The rest by name, on every machine: jest's own order depends on what ran there before. */
module.exports = class InOrder extends Sequencer {
  sort(tests) {
    const place = ({ path }) => {
      if (basename(path) === LAST) return FIRST.length + 1;
      const index = FIRST.indexOf(basename(path));
      return index === -1 ? FIRST.length : index;
    };
    return [...tests].sort((a, b) => place(a) - place(b) || (a.path < b.path ? -1 : 1));
  }
};
