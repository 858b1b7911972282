"use strict";
const { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require("node:fs");
const { dirname, join, resolve } = require("node:path");

const ROOT = resolve(__dirname, "..", "..");

/** In the checkout itself, for several may share their packages. What is here can be made again. */
const CACHE = join(ROOT, "out", ".cache");

/** @param {string} name @returns {any} what was kept under that name as JSON; undefined where nothing readable is */
function kept(name) {
  try {
    return JSON.parse(readFileSync(join(CACHE, name), "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * Keeps something. Whoever reads it meanwhile, or is interrupted, finds the whole of the old or of the new.
 * @param {string} name
 * @param {string | Uint8Array} content
 */
function keep(name, content) {
  const path = join(CACHE, name);
  const fresh = `${path}.${process.pid}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(fresh, content);
  renameSync(fresh, path);
}

/** @param {...string} names of what is no longer of use */
function drop(...names) {
  for (const name of names) rmSync(join(CACHE, name), { force: true });
}

module.exports = { ROOT, CACHE, drop, keep, kept };
