// npm run longterm -- [jest options]
const { helped } = require("../../tools/plainHelp");
const { jest, waitWhereInterrupted } = require("../support/startJest");

const args = process.argv.slice(2);

if (
  !helped(args, {
    usage: "npm run longterm [-- <words>]",
    does: "Runs two Prometheus servers, Thanos, a bucket, VictoriaMetrics and Cortex as local processes, which are built first.",
    examples: [
      ["npm run longterm", "all of it"],
      ["npm run longterm -- -t remote", "the tests with this word in their names"],
    ],
  })
) {
  waitWhereInterrupted();
  jest(["--config", "jest.longTerm.config.js", ...args]).then((status) => {
    process.exitCode = status;
  });
}
