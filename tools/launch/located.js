"use strict";
const { readFile } = require("node:fs/promises");
const { dirname, relative } = require("node:path");

const { ROOT } = require("./cache");

/**
 * An esbuild plugin that keeps `__dirname` in our files as the folder of the source file, not of the bundle.
 * @type {import("esbuild").Plugin}
 */
const located = {
  name: "located",
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (path.includes("node_modules")) return undefined;
      const text = await readFile(path, "utf8");
      if (!text.includes("__dirname")) return undefined;
      const folder = JSON.stringify(relative(ROOT, dirname(path)));
      return {
        contents: `const __dirname = require("node:path").join(PROJECT_ROOT, ${folder}); ${text}`,
        loader: "ts",
      };
    });
  },
};

module.exports = { located };
