// npm test -- [what jest takes]: lint and the tests beside each other, for these wait now and then and lint never does.
const { spawn } = require("node:child_process");
const { join } = require("node:path");

const { helped } = require("../tools/plainHelp");

const ROOT = join(__dirname, "..");

const HELP = {
  usage: "npm test [-- <words>]",
  does: "Lint of the whole project, and beside it the tests that need no cluster.",
  examples: [
    ["npm test", "everything"],
    ["npm test -- test/service", "lint, and the tests of one folder"],
    ["npm test -- --testNamePattern silence", "whatever else jest takes"],
  ],
};

/** How a program ended: by a signal it has no status. */
const ended = (child) =>
  new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve(status ?? 1));
  });

/** What it says is shown as a whole once it has ended, for jest speaks meanwhile. */
async function lint() {
  const child = spawn("npm", ["run", "--silent", "lint"], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => (said += text));
  }
  const status = await ended(child);
  process.stderr.write(status === 0 ? "Lint finds nothing.\n" : said);
  return { status, said };
}

function jest(args) {
  const program = require.resolve("jest/bin/jest", { paths: [ROOT] });
  return ended(spawn(process.execPath, [program, ...args], { cwd: ROOT, stdio: "inherit" }));
}

async function main(args) {
  if (helped(args, HELP)) return;
  const [linted, tested] = await Promise.all([lint(), jest(args)]);
  if (linted.status !== 0) {
    process.stderr.write(`\n${linted.said}\nLint has failed, with the faults above.\n`);
  }
  process.exitCode = linted.status || tested;
}

// Ctrl-C reaches them, too: this waits until they have ended.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => undefined);
main(process.argv.slice(2));
