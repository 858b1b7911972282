"use strict";

/**
 * Modules that Pulumi's SDK loads at startup and our programs never use: the compiler and npm's resolver, which
 * serialize closures, and the Automation API. Loading them takes longer than everything else.
 */
const UNUSED = /^(typescript|@npmcli\/arborist|\.\/automation)$/;
const FROM = /[\\/]node_modules[\\/]@pulumi[\\/]pulumi[\\/]/;

/**
 * An esbuild plugin that delays loading such a module until one of its exports is used.
 * @type {import("esbuild").Plugin}
 */
const late = {
  name: "late",
  setup(build) {
    build.onResolve({ filter: UNUSED }, ({ path, importer, namespace, resolveDir }) =>
      namespace === "file" && FROM.test(importer)
        ? { path, namespace: "late", pluginData: { resolveDir } }
        : undefined,
    );
    build.onLoad({ filter: /./, namespace: "late" }, ({ path, pluginData }) => ({
      contents: standIn(path),
      resolveDir: pluginData.resolveDir,
    }));
  },
};

/** @param {string} path a module @returns {string} the source of a proxy that loads the module when it is first used */
function standIn(path) {
  return `
    let loaded;
    const load = () => (loaded ??= require(${JSON.stringify(path)}));
    module.exports = new Proxy({}, {
      // So that an import takes it as it is instead of copying what it has.
      get: (_, key) => (key === "__esModule" ? true : load()[key]),
      has: (_, key) => key in load(),
      ownKeys: () => Reflect.ownKeys(load()),
    });`;
}

module.exports = { late };
