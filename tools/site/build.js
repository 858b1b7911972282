"use strict";
// npm run docs:site: a site of the project's own pages, by VitePress, which is installed here and nowhere else.
const { spawnSync } = require("node:child_process");
const { existsSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

const { helped } = require("../plainHelp");

const ROOT = join(__dirname, "../..");

/** @param {string} file @param {readonly string[]} args @param {string} cwd */
function run(file, args, cwd) {
  const { status, error } = spawnSync(file, args, { cwd, stdio: "inherit" });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** Whether the installed packages match the lockfile, of which npm keeps a copy. */
function isInstalled() {
  const copy = join(__dirname, "node_modules/.package-lock.json");
  if (!existsSync(copy)) return false;
  const packages = (path) => JSON.parse(readFileSync(path, "utf8")).packages;
  const wanted = packages(join(__dirname, "package-lock.json"));
  const there = packages(copy);
  const name = "node_modules/vitepress";
  return there[name]?.version === wanted[name].version;
}

const [mode = "build", ...rest] = process.argv.slice(2);

if (
  !helped([mode, ...rest], {
    usage: "npm run docs:site [-- dev|preview]",
    does: "Builds the documentation site in out/site, with search; fails at a dead link. The first run installs VitePress in tools/site.",
    examples: [
      ["npm run docs:site", "builds it"],
      ["npm run docs:site -- preview", "serves what was built"],
      ["npm run docs:site -- dev", "serves the pages, and shows each change at once"],
    ],
  })
) {
  if (!["build", "dev", "preview"].includes(mode)) {
    console.error(`There is no ${mode}.\nUsage: npm run docs:site [-- dev|preview]`);
    process.exit(1);
  }
  if (!isInstalled()) run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], __dirname);
  const program = join(__dirname, "node_modules/vitepress/bin/vitepress.js");
  run(process.execPath, [program, mode, __dirname, ...rest], ROOT);
  if (mode === "build") console.log("The site is in out/site.");
}
