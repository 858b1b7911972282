"use strict";
const { readFileSync } = require("node:fs");
const { SourceMap } = require("node:module");
const { dirname, join, relative } = require("node:path");

const { CACHE } = require("./cache");

/**
 * An error's stack trace with bundle positions replaced by those in the TypeScript sources. Node's own source maps
 * would translate every stack that is read, and Pulumi reads one for each promise: that takes as long as everything
 * else.
 * @param {string} file the bundle's name in the cache
 * @param {string} stack
 * @returns {string}
 */
function inSources(file, stack) {
  const bundle = join(CACHE, file);
  if (!stack.includes(bundle)) return stack;
  const map = new SourceMap(JSON.parse(readFileSync(`${bundle}.map`, "utf8")));
  const place = new RegExp(
    `${bundle.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&")}:(\\d+):(\\d+)`,
    "g",
  );
  return stack.replaceAll(place, (whole, line, column) => {
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
    if (entry.originalSource === undefined) return whole;
    const source = relative(process.cwd(), join(dirname(bundle), entry.originalSource));
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

module.exports = { inSources };
