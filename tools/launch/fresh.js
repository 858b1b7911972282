"use strict";
const { statSync } = require("node:fs");
const { join } = require("node:path");

/**
 * The state of a file: its modification time and its size; `null` if it does not exist.
 * @typedef {readonly [mtimeMs: number, size: number] | null} Mark
 */

/**
 * The state of a set of files, for a later comparison. Like make, it uses time and size: reading and hashing hundreds
 * of files would take as long as rebuilding.
 * @param {string} root the folder that the paths are relative to
 * @param {Iterable<string>} paths
 * @returns {Record<string, Mark>} by path
 */
function marksOf(root, paths) {
  return Object.fromEntries([...paths].map((path) => [path, markOf(join(root, path))]));
}

/**
 * @param {string} root
 * @param {Record<string, Mark>} marks the result of `marksOf`
 * @returns {boolean} whether all files are unchanged
 */
function isFresh(root, marks) {
  return Object.entries(marks).every(([path, then]) => {
    const now = markOf(join(root, path));
    return then?.[0] === now?.[0] && then?.[1] === now?.[1];
  });
}

/**
 * @param {number} time in milliseconds since 1970
 * @param {Record<string, Mark>} marks
 * @returns {boolean} whether a file was modified at that time or later
 */
function changedSince(time, marks) {
  return Object.values(marks).some((mark) => mark !== null && mark[0] >= time);
}

/** @param {string} path @returns {Mark} */
function markOf(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? [found.mtimeMs, found.size] : null;
}

module.exports = { changedSince, isFresh, marksOf };
