const { default: Sequencer } = require("@jest/test-sequencer");

/** By name, on every machine: jest's own order depends on what ran there before. */
module.exports = class InOrder extends Sequencer {
  sort(tests) {
    return [...tests].sort((a, b) => (a.path < b.path ? -1 : 1));
  }
};
