"use strict";
const { statSync } = require("node:fs");
const { join } = require("node:path");

/**
 * How a file was when something was made of it: when it was written and how long it is. `null` where it is not there.
 * @typedef {readonly [mtimeMs: number, size: number] | null} Mark
 */

/**
 * What a set of files looks like now, to be compared with later: by time and size, as make does, for reading hundreds of
 * files to hash them would take as long as making it anew.
 * @param {string} root what the paths are relative to
 * @param {Iterable<string>} paths
 * @returns {Record<string, Mark>} by path
 */
function marksOf(root, paths) {
  return Object.fromEntries([...paths].map((path) => [path, markOf(join(root, path))]));
}

/**
 * @param {string} root
 * @param {Record<string, Mark>} marks as `marksOf` gave them
 * @returns {boolean} whether every file is as it was
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
 * @returns {boolean} whether a file was written then or later
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
