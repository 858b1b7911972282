import { Command, InvalidArgumentError } from "commander";

import { stackModel } from "../../infra/plan";
import { run } from "../command";
import { askReaders, filesRead, type Readings } from "./readers";
import { configOf, stackNames } from "../render/render";
import { findings, findingText } from "../../infra/model-checks";
import { heavyRules, MOST_SERIES } from "./live/heavyRules";
import { seriesCounter } from "./live/prometheus";
import { countText } from "../../infra/model-checks/refuse";

const NOT_ASKED: Readings = { faults: [], missing: [] };

interface Options {
  readonly prometheus?: string;
  readonly maxSeries: number;
}

/** `npm run check -- [stack]` */
async function check(stack: string | undefined, options: Options): Promise<void> {
  for (const name of stack === undefined ? stackNames() : [stack]) {
    const declared = stackModel(configOf(name));
    const found = [...findings(declared)];
    if (options.prometheus !== undefined) {
      const count = seriesCounter(options.prometheus);
      found.push(...(await heavyRules(declared, count, options.maxSeries)));
    }
    for (const finding of found) console.log(`${name}: ${findingText(finding)}`);
    // Findings of our own checks come first, because they say where a mistake was written.
    const read = found.length > 0 ? NOT_ASKED : await askReaders(filesRead(declared));
    for (const fault of read.faults) console.log(`${name}: ${fault}`);
    for (const program of read.missing) {
      console.error(`${name}: ${program} was skipped, because it is not on this machine.`);
    }
    const count = found.length + read.faults.length;
    console.log(`${name}: ${count === 0 ? "no mistakes" : countText({ length: count })}`);
    if (count > 0) process.exitCode = 1;
  }
}

function atLeastOne(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new InvalidArgumentError("Give a whole number above 0.");
}

const command = new Command("npm run check --")
  .description("Finds mistakes in what a stack declares, before anything is applied.")
  .argument("[stack]", "a stack with a file Pulumi.<stack>.yaml; by default all stacks")
  .option("--prometheus <url>", "also measure how many series each rule reads on this Prometheus")
  .option("--max-series <number>", "how many series a rule may read", atLeastOne, MOST_SERIES)
  .action(check);

void run(command, {
  usage: "npm run check -- [stack] [--prometheus <url>] [--max-series <number>]",
  examples: [
    ["npm run check", "finds mistakes in all stacks"],
    [
      "npm run check -- prod --prometheus http://127.0.0.1:9090",
      "also finds rules of prod that read too many series there",
    ],
  ],
});
