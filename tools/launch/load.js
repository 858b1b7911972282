"use strict";
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { join } = require("node:path");
const { Script, constants } = require("node:vm");

const { CACHE, ROOT, keep } = require("./cache");

/**
 * Runs a bundle in this process, like `require`, and stores V8's compiled code when the process exits, so that the next
 * run need not compile it. (From Node 22 on, `module.enableCompileCache` does the same.)
 * @param {string} file the bundle's name in the cache, which contains a hash of its text: V8 itself compares only
 * lengths
 * @returns {unknown} its exports
 */
function load(file) {
  const path = join(CACHE, file);
  const compiled = `${file}.v8`;
  // esbuild's output is pure ASCII, which V8 stores with one byte per character.
  const text = readFileSync(path, "latin1");
  const cachedData = readIfThere(join(CACHE, compiled));
  const script = new Script(`(function (exports, require, module, PROJECT_ROOT) {${text}\n})`, {
    filename: path,
    cachedData,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  if (cachedData === undefined || script.cachedDataRejected) {
    // By then, every function that was called is compiled, and so part of the cached code.
    process.once("exit", () => keepCompiled(compiled, script));
  }
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(path), module, ROOT);
  return module.exports;
}

/** @param {string} path @returns {Buffer | undefined} */
function readIfThere(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** If it cannot be stored, only speed is lost. @param {string} name @param {Script} script */
function keepCompiled(name, script) {
  try {
    keep(name, script.createCachedData());
  } catch {
    // The disk is full, or the folder is not writable.
  }
}

module.exports = { load };
