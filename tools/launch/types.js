"use strict";
const { spawnSync } = require("node:child_process");
const { dirname, join, relative, resolve } = require("node:path");

const { CACHE, ROOT, keep, kept } = require("./cache");
const { changedSince, isFresh, marksOf } = require("./fresh");

const TSC = require.resolve("typescript/bin/tsc");

/** What the result depends on besides the checked files. */
const ALWAYS = ["tsconfig.json", "package.json", "node_modules/.package-lock.json"];

/**
 * The compiler's type errors for a program; empty if there are none. Only what changed since the last check is checked
 * again, and if nothing changed, the compiler is not even started.
 * @param {string} project its tsconfig.json, relative to this project
 * @returns {string}
 */
function typeFaults(project) {
  const name = project.replaceAll(/\W+/g, "-");
  const right = kept(`${name}.types.json`);
  if (right && isFresh(ROOT, right)) return "";

  const began = Date.now();
  const info = `${name}.tsbuildinfo`;
  const flags = ["--noEmit", "--incremental", "--tsBuildInfoFile", join(CACHE, info)];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [TSC, "--project", join(ROOT, project), "--pretty", "false", ...flags],
    { cwd: ROOT, encoding: "utf8" },
  );
  if (status !== 0) return (stdout + stderr).trim() || "tsc was terminated before it finished.";
  const { fileNames } = kept(info);
  const checked = fileNames.map((file) =>
    relative(ROOT, resolve(dirname(join(CACHE, info)), file)),
  );
  const ours = checked.filter((file) => !file.includes("node_modules/"));
  const marks = marksOf(ROOT, [project, ...ALWAYS, ...ours]);
  if (!changedSince(began, marks)) keep(`${name}.types.json`, JSON.stringify(marks));
  return "";
}

module.exports = { typeFaults };
