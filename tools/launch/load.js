"use strict";
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { join } = require("node:path");
const { Script, constants } = require("node:vm");

const { CACHE, ROOT, keep } = require("./cache");

/**
 * Runs a bundle in this process, as `require` would, and keeps what V8 has compiled of it by the time the process ends,
 * so that the next one compiles nothing. (From Node 22 on `module.enableCompileCache` does as much.)
 * @param {string} file the bundle's name in the cache, which has a digest of its text in it: V8 itself compares lengths
 * @returns {unknown} what it exports
 */
function load(file) {
  const path = join(CACHE, file);
  const compiled = `${file}.v8`;
  // esbuild writes ASCII alone, which V8 keeps at a byte a character.
  const text = readFileSync(path, "latin1");
  const cachedData = readIfThere(join(CACHE, compiled));
  const script = new Script(`(function (exports, require, module, PROJECT_ROOT) {${text}\n})`, {
    filename: path,
    cachedData,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  if (cachedData === undefined || script.cachedDataRejected) {
    // What it has called by then is compiled, and so is in what is kept.
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

/** Only speed is lost where it cannot be kept. @param {string} name @param {Script} script */
function keepCompiled(name, script) {
  try {
    keep(name, script.createCachedData());
  } catch {
    // The disk is full, or not ours to write to.
  }
}

module.exports = { load };
