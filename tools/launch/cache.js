"use strict";
const { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require("node:fs");
const { dirname, join, resolve } = require("node:path");

const ROOT = resolve(__dirname, "..", "..");

/** In the checkout itself, because several checkouts may share node_modules. Everything here can be rebuilt. */
const CACHE = join(ROOT, "out", ".cache");

/** @param {string} name @returns {any} the JSON stored under that name; undefined if there is nothing readable */
function kept(name) {
  try {
    return JSON.parse(readFileSync(join(CACHE, name), "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * Stores something atomically: a concurrent reader gets either the complete old content or the new one, also if this is
 * interrupted.
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

/** @param {...string} names entries that are no longer needed */
function drop(...names) {
  for (const name of names) rmSync(join(CACHE, name), { force: true });
}

module.exports = { ROOT, CACHE, drop, keep, kept };
