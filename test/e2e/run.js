// npm run e2e -- [--stack <name>] [--with <name>] [jest options]: jest would reject options that it does not know.
const { helped } = require("../../tools/plainHelp");
const { jest, waitWhereInterrupted } = require("../support/startJest");
const { leftOutOf, words } = require("./support/leftOut");

/** What can be deployed: a stack, or a stack with an extra. */
const CHOICES = {
  stack: {
    dev: { stack: "dev", configuration: "jest.e2e.config.js" },
    prod: { stack: "prod", configuration: "jest.prod.config.js" },
  },
  with: {
    operator: { stack: "dev", configuration: "jest.operator.config.js" },
    cortex: { stack: "prod", configuration: "jest.cortex.config.js" },
  },
};

/** The value of an option among the arguments, undefined if it is missing, and the other arguments. */
function read(option, args) {
  const at = args.findIndex((arg) => arg === `--${option}` || arg.startsWith(`--${option}=`));
  if (at === -1) return { others: args };
  const inline = args[at].startsWith(`--${option}=`);
  const value = inline ? args[at].slice(`--${option}=`.length) : (args[at + 1] ?? "");
  return { value, others: [...args.slice(0, at), ...args.slice(at + (inline ? 1 : 2))] };
}

/** What to deploy and test. @returns an error message for an unknown name */
function chosen(args) {
  const { value: named, others: rest } = read("stack", args);
  const { value: extra, others } = read("with", rest);
  const [option, value] = extra === undefined ? ["stack", named ?? "dev"] : ["with", extra];
  const known = CHOICES[option];
  if (!Object.hasOwn(known, value)) {
    const error = `--${option} ${value === "" ? "needs a name" : `cannot be ${value}`}. Give one of: ${Object.keys(known).join(", ")}`;
    return { error };
  }
  const { stack, configuration } = known[value];
  if (named !== undefined && named !== stack) {
    return {
      error: `--with ${extra} deploys the ${stack} stack: leave out --stack ${named || "none"}.`,
    };
  }
  const env = { E2E_STACK: stack, ...(extra !== undefined && { E2E_WITH: extra }) };
  return { configuration, all: option === "stack" && value === "dev", env, others };
}

const HELP = {
  usage: "npm run e2e [-- --stack dev|prod | --with operator|cortex] [<words>]",
  does: "Starts the local cluster with a stack, and proves it live.",
  examples: [
    ["npm run e2e", "all of the dev stack"],
    ["npm run e2e -- delivered", "the test files with this word in their names"],
    ["npm run e2e -- --stack prod upgraded", "one of the prod stack"],
    ["npm run e2e -- --with operator", "dev beside a prometheus-operator"],
    ["npm run e2e -- --with cortex", "prod with Cortex, to which it sends its samples as a tenant"],
  ],
};

const args = process.argv.slice(2);
const { configuration, all, env, others, error } = chosen(args);
if (helped(args, HELP)) {
  process.exitCode = 0;
} else if (error !== undefined) {
  console.error(`${error}\nUsage: ${HELP.usage}`);
  process.exitCode = 1;
} else {
  // With words, a run is of some test files only, and says which by itself.
  const leftOut = all && others.every((other) => other.startsWith("-")) ? leftOutOf(others) : [];
  if (leftOut.length > 0) console.error(words(leftOut));
  waitWhereInterrupted();
  jest(["--config", configuration, ...others], env).then((status) => {
    process.exitCode = status;
  });
}
