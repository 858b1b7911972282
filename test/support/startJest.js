const { spawn } = require("node:child_process");
const { join } = require("node:path");

const ROOT = join(__dirname, "../..");

/**
 * How a program ended: by a signal it has no status.
 *
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<number>}
 */
function ended(child) {
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve(status ?? 1));
  });
}

/** Ctrl-C reaches what this has started, too: this waits until it has ended what it began. */
function waitWhereInterrupted() {
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => undefined);
}

/**
 * Runs jest to its end.
 *
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} [env] beside this process's own
 * @returns {Promise<number>} its status
 */
function jest(args, env = {}) {
  const program = require.resolve("jest/bin/jest", { paths: [ROOT] });
  return ended(
    spawn(process.execPath, [program, ...args], {
      cwd: ROOT,
      stdio: "inherit",
      env: { ...process.env, ...env },
    }),
  );
}

module.exports = { ROOT, ended, jest, waitWhereInterrupted };
