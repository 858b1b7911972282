"use strict";
// npm run lint [-- files], npm run format [-- files]: oxlint and oxfmt on the whole project, or on some files.
const { spawnSync } = require("node:child_process");
const { join } = require("node:path");

const { helped } = require("./plainHelp");

const ROOT = join(__dirname, "..");

/** @param {string} name @param {readonly string[]} args */
function run(name, args) {
  const program = join(ROOT, "node_modules/.bin", name);
  const { status, error } = spawnSync(process.execPath, [program, ...args], {
    cwd: ROOT,
    stdio: "inherit",
  });
  if (error) throw error;
  return status ?? 1;
}

const [mode, ...files] = process.argv.slice(2);
const help = {
  check: {
    usage: "npm run lint [-- <files>]",
    does: "Checks types, lint and format, and changes nothing.",
    examples: [
      ["npm run lint", "the whole project"],
      ["npm run lint -- infra/plan", "one folder"],
    ],
  },
  fix: {
    usage: "npm run format [-- <files>]",
    does: "Fixes what oxlint can fix, and formats.",
    examples: [
      ["npm run format", "the whole project"],
      ["npm run format -- infra/plan", "one folder"],
    ],
  },
}[mode];

if (!helped(files, help)) {
  process.exitCode =
    mode === "fix"
      ? run("oxlint", ["--fix", ...files]) | run("oxfmt", files)
      : run("oxlint", files) || run("oxfmt", ["--check", ...files]);
}
