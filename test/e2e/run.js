// npm run e2e -- [--stack <name>] [what jest takes]: jest would refuse an option that it does not know.
const { helped } = require("../../tools/plainHelp");
const { jest, waitWhereInterrupted } = require("../support/startJest");
const { WORDS, isAsked } = require("./support/leftOut");

const CONFIGURATIONS = { dev: "jest.e2e.config.js", prod: "jest.prod.config.js" };

/** The stack among the arguments, and the others. */
function read(args) {
  const at = args.findIndex((arg) => arg === "--stack" || arg.startsWith("--stack="));
  if (at === -1) return { stack: "dev", others: args };
  const inline = args[at].startsWith("--stack=");
  const stack = inline ? args[at].slice("--stack=".length) : args[at + 1];
  return { stack, others: [...args.slice(0, at), ...args.slice(at + (inline ? 1 : 2))] };
}

const HELP = {
  usage: "npm run e2e [-- --stack dev|prod] [<words>]",
  does: "Starts the local cluster with a stack, and proves it live.",
  examples: [
    ["npm run e2e", "all of the dev stack"],
    ["npm run e2e -- delivered", "the test files with this word in their names"],
    ["npm run e2e -- --stack prod upgraded", "one of the prod stack"],
  ],
};

const args = process.argv.slice(2);
const { stack, others } = read(args);
const configuration = CONFIGURATIONS[stack];
if (helped(args, HELP)) {
  process.exitCode = 0;
} else if (configuration === undefined) {
  console.error(stack === undefined ? "--stack needs a name." : `There is no stack ${stack}.`);
  console.error(`Usage: npm run e2e -- --stack ${Object.keys(CONFIGURATIONS).join("|")}`);
  process.exitCode = 1;
} else {
  if (stack === "dev" && !isAsked(others)) console.error(WORDS);
  waitWhereInterrupted();
  jest(["--config", configuration, ...others], { E2E_STACK: stack }).then((status) => {
    process.exitCode = status;
  });
}
