// npm run longterm -- [what jest takes]
const { spawn } = require("node:child_process");
const { join } = require("node:path");

const { helped } = require("../../tools/plainHelp");

const ROOT = join(__dirname, "../..");
const args = process.argv.slice(2);

if (
  !helped(args, {
    usage: "npm run longterm [-- <words>]",
    does: "Runs two Prometheus servers, Thanos, a bucket and remote write as local processes, which are built first.",
    examples: [
      ["npm run longterm", "all of it"],
      ["npm run longterm -- -t remote", "the tests with this word in their names"],
    ],
  })
) {
  const jest = require.resolve("jest/bin/jest", { paths: [ROOT] });
  const config = join(ROOT, "jest.longTerm.config.js");
  const child = spawn(process.execPath, [jest, "--config", config, ...args], {
    cwd: ROOT,
    stdio: "inherit",
  });
  // Ctrl-C reaches it, too: this waits until it has ended what it began.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => undefined);
  child.on("error", (error) => {
    throw error;
  });
  // Ended by a signal it has no status.
  child.on("exit", (status) => {
    process.exitCode = status ?? 1;
  });
}
