"use strict";
// What Pulumi runs: the program of index.ts, once its types are right. Pulumi would have ts-node check and transpile all
// of it each time, which takes most of a preview.
const { RunError } = require("@pulumi/pulumi/errors");

const { bundleOf } = require("../tools/launch/bundle");
const { load } = require("../tools/launch/load");
const { typeFaults } = require("../tools/launch/types");

module.exports = async () => {
  const faults = typeFaults("infra/tsconfig.program.json");
  if (faults !== "") throw new RunError(`The program has type errors:\n${faults}`);
  // What it registers has to reach the engine that this process's own SDK is connected to.
  return load(await bundleOf("infra/index.ts", { packages: "apart" }));
};
