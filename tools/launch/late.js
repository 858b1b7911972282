"use strict";

/**
 * What Pulumi's SDK loads at its start and a program of ours never uses: the compiler and npm's resolver with which it
 * serialises closures, and the Automation API. Together they take longer to load than all else.
 */
const UNUSED = /^(typescript|@npmcli\/arborist|\.\/automation)$/;
const FROM = /[\\/]node_modules[\\/]@pulumi[\\/]pulumi[\\/]/;

/**
 * An esbuild plugin that loads such a package when something of it is first asked for, and not before.
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

/** @param {string} path of a module @returns {string} the text of one that becomes it when it is first used */
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
