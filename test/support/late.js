const { createHash } = require("node:crypto");
const { readFileSync } = require("node:fs");

/** Modules that Pulumi's SDK loads at startup and no test uses: tools/launch/late.js explains them. */
const UNUSED = /\brequire\("(typescript|@npmcli\/arborist|\.\/automation)"\)/g;
const OWN_TEXT = readFileSync(__filename);

/** @param {string} path a module @returns {string} an expression that loads the module when it is first used */
const late = (path) => `((load, loaded) => {
  const module = () => (loaded ??= load());
  return new Proxy({}, {
    get: (_, key) => (key === "__esModule" ? true : module()[key]),
    has: (_, key) => key in module(),
    ownKeys: () => Reflect.ownKeys(module()),
  });
})(() => require("${path}"))`;

/**
 * Each suite loads its packages again, and the compiler, npm's resolver and the Automation API are most of the time
 * that Pulumi needs.
 * @type {import("@jest/transform").SyncTransformer}
 */
module.exports = {
  process: (text) => ({ code: text.replace(UNUSED, (_, path) => late(path)) }),
  getCacheKey: (text) => createHash("sha256").update(text).update(OWN_TEXT).digest("hex"),
};
