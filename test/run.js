// npm test -- [jest options]: runs lint and the tests in parallel, because tests sometimes wait and lint never does.
const { spawn } = require("node:child_process");

const { helped } = require("../tools/plainHelp");
const { ROOT, ended, jest, waitWhereInterrupted } = require("./support/startJest");

const HELP = {
  usage: "npm test [-- <words>]",
  does: "Lint of the whole project, and beside it the tests that need no cluster.",
  examples: [
    ["npm test", "everything"],
    ["npm test -- test/service", "lint, and the tests of one folder"],
    ["npm test -- --testNamePattern silence", "whatever else jest takes"],
  ],
};

/** Its output is printed at the end, because jest prints meanwhile. */
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

async function main(args) {
  if (helped(args, HELP)) return;
  const [linted, tested] = await Promise.all([lint(), jest(args)]);
  if (linted.status !== 0) {
    process.stderr.write(`\n${linted.said}\nLint has failed, with the faults above.\n`);
  }
  process.exitCode = linted.status || tested;
}

waitWhereInterrupted();
main(process.argv.slice(2));
