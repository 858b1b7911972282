const { spawn } = require("node:child_process");
const { join } = require("node:path");

const ROOT = join(__dirname, "../..");

/**
 * The exit status of a program; 1 if a signal ended it.
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

/** Ctrl-C also reaches the child process: this process waits until the child has cleaned up. */
function waitWhereInterrupted() {
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => undefined);
}

/**
 * Runs jest to its end.
 *
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} [env] additional variables
 * @returns {Promise<number>} its exit status
 */
function jest(args, env = {}) {
  const program = require.resolve("jest/bin/jest", { paths: [ROOT] });
  const child = spawn(process.execPath, [program, ...args], {
    cwd: ROOT,
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  // Unlike Ctrl-C in a terminal, this signal reaches one process only.
  const forward = () => child.kill("SIGTERM");
  process.on("SIGTERM", forward);
  return ended(child).finally(() => process.off("SIGTERM", forward));
}

module.exports = { ROOT, ended, jest, waitWhereInterrupted };
