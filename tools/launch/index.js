"use strict";
// `node tools/launch <program> [arguments]` runs one of this project's programs, given its TypeScript file.
const { relative, resolve } = require("node:path");
const { inspect } = require("node:util");

const { bundleOf } = require("./bundle");
const { ROOT } = require("./cache");
const { load } = require("./load");
const { inSources } = require("./stacks");

/** @param {readonly string[]} words */
async function main([program = "", ...args]) {
  const path = resolve(ROOT, program);
  const bundle = await bundleOf(relative(ROOT, path)).catch(refuse);
  process.argv = [process.execPath, path, ...args];
  process.on("uncaughtException", (error) => {
    console.error(inSources(bundle, inspect(error)));
    process.exit(1);
  });
  load(bundle);
}

/** @param {Error} failure an error of esbuild, whose message names each location */
function refuse(failure) {
  console.error(`${failure.message}\nFix it. npm run lint gives more details.`);
  process.exit(1);
}

void main(process.argv.slice(2));
