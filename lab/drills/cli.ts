import { Command, InvalidArgumentError } from "commander";

import { nearest } from "../../infra/objects/nearest";
import { run } from "../../tools/command";
import { Problem } from "../../tools/problem";
import { table } from "../../tools/table";
import { drills } from ".";
import { session } from "./session";
import { outcomesTable } from "./table";
import { UNDRILLED } from "./undrilled";

/** The highest time scale that the slowest exporter keeps up with. */
const TIME_SCALE = 10;

const program = new Command("npm run drill --")
  .description(
    "Causes the real fault behind an alert in the local cluster, and follows its notification.",
  )
  .argument("[alerts...]", "the names of alerts")
  .option("--all", "every alert that has a drill")
  .option("--list", "list the faults, and do nothing")
  .option("--time-scale <n>", "divide every interval, window and delay by this", scale, TIME_SCALE)
  .action(async (names: string[], { all, list, timeScale }: Options) => {
    if (list) {
      const undrilled = [...UNDRILLED].map(([alert, why]) => [alert, `none: ${why}`]);
      const rows = [...drills.map(({ alert, fault }) => [alert, fault]), ...undrilled];
      console.log(table(rows).join("\n"));
      return;
    }
    const chosen = all ? drills : names.map(drillOf);
    if (chosen.length === 0) {
      throw new Problem(
        "No alert was given.",
        "Name an alert, or run all drills: npm run drill -- --all",
      );
    }
    const over = new AbortController();
    process.once("SIGINT", () => {
      console.error("Ending the faults. Their alerts will resolve by themselves.");
      over.abort();
    });
    const outcomes = await session(chosen, { timeScale, say: console.log, signal: over.signal });
    console.log(`\n${outcomesTable(outcomes)}`);
    console.log(
      `\nAll times are still divided by ${String(timeScale)}. To restore them, run: npm start`,
    );
    if (outcomes.length < chosen.length || outcomes.some(({ missing }) => missing !== undefined)) {
      process.exitCode = 1;
    }
  });

interface Options {
  readonly all?: true;
  readonly list?: true;
  readonly timeScale: number;
}

function drillOf(name: string) {
  const drill = drills.find(({ alert }) => alert.toLowerCase() === name.toLowerCase());
  if (drill !== undefined) return drill;
  const without = [...UNDRILLED].find(([alert]) => alert.toLowerCase() === name.toLowerCase());
  if (without) {
    throw new Problem(
      `${without[0]} has no drill: ${without[1]}.`,
      "Choose another one: --list shows them.",
    );
  }
  const names = drills.map(({ alert }) => alert);
  const meant = nearest(name, names);
  throw new Problem(
    `There is no drill for "${name}".`,
    `${meant === undefined ? "" : `Did you mean ${meant}? `}The drills are ${names.join(", ")}.`,
  );
}

function scale(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 20) return value;
  throw new InvalidArgumentError("Give a whole number from 1 to 20.");
}

void run(program, {
  usage: "npm run drill -- <alert...>; --help has examples.",
  examples: [
    ["npm run drill -- ServiceDown", "causes the fault behind ServiceDown"],
    ["npm run drill -- --all --time-scale 5", "runs every drill, at five times the speed"],
    ["npm run drill -- --list", "lists the faults"],
  ],
});
