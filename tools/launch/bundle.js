"use strict";
const { createHash } = require("node:crypto");
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const { CACHE, ROOT, drop, keep, kept } = require("./cache");
const { changedSince, isFresh, marksOf } = require("./fresh");

/** What a bundle depends on besides its modules: how it is built, and npm's own list of all installed packages. */
const ALWAYS = [
  "package.json",
  "tsconfig.json",
  "node_modules/.package-lock.json",
  ...["bundle", "late", "located"].map((name) => `tools/launch/${name}.js`),
];

/** Packages that are loaded from node_modules: those with native code, workers or data files. */
const APART = [
  "@node-rs/*",
  "@npmcli/arborist",
  "esbuild",
  "jest",
  "node-gyp",
  "oxfmt",
  "pg-native",
  "pino",
  "typescript",
];

/**
 * Bundles a TypeScript program, with the packages that it uses, into one JavaScript file. The bundle is cached and
 * rebuilt when one of its files has changed. Types are not checked.
 *
 * @param {string} entry the program's file, relative to the project
 * @param {{ readonly packages?: "within" | "apart" }} [options] `apart` if it must share its packages with other code
 * in the process. @default "within"
 * @returns {Promise<string>} its name in the cache
 * @throws an esbuild BuildFailure if a module cannot be found or read
 */
async function bundleOf(entry, { packages = "within" } = {}) {
  const name = digest(`${packages} ${entry}`);
  const last = kept(`${name}.json`);
  if (last && existsSync(join(CACHE, last.file)) && isFresh(ROOT, last.marks)) return last.file;

  const began = Date.now();
  const { text, map, inputs } = await build(entry, packages);
  const file = `${name}-${digest(text)}.js`;
  keep(`${file}.map`, map);
  keep(file, text);
  const marks = marksOf(ROOT, [...ALWAYS, ...inputs]);
  // If a file changed while it was read, the bundle is rebuilt the next time.
  if (!changedSince(began, marks)) keep(`${name}.json`, JSON.stringify({ file, marks }));
  if (last && last.file !== file) drop(last.file, `${last.file}.map`, `${last.file}.v8`);
  return file;
}

/** @param {string} entry @param {"within" | "apart"} packages */
async function build(entry, packages) {
  const esbuild = require("esbuild");
  const { late } = require("./late");
  const { located } = require("./located");
  const { outputFiles, metafile } = await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile: join(CACHE, "bundle.js"),
    write: false,
    bundle: true,
    platform: "node",
    target: `node${process.versions.node}`,
    external: packages === "apart" ? [...APART, "@pulumi/*"] : APART,
    sourcemap: "external",
    sourcesContent: false,
    metafile: true,
    logLevel: "silent",
    plugins: [late, located],
  });
  const output = (suffix) => outputFiles.find(({ path }) => path.endsWith(suffix)).text;
  const inputs = Object.keys(metafile.inputs).filter((path) => !path.includes("node_modules/"));
  return { text: output(".js"), map: output(".js.map"), inputs };
}

/** @param {string} text */
function digest(text) {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

module.exports = { bundleOf };
