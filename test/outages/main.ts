import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Command, InvalidArgumentError } from "commander";

import { ensureTools } from "../../lab/builder/tools";
import { formattedMarkdown } from "../../lab/reference/formatted";
import { run } from "../../tools/command";
import { grid, sample } from "./grid";
import { played } from "./played";
import { pagesOnQuietDays } from "./quietRun";
import { outageTable } from "./table";
import { faultLines } from "./verdict";

interface Options {
  readonly sample?: number;
  readonly days: number;
  readonly write: boolean;
}

const PAGE = join(__dirname, "../../docs/alert-timing.md");
const [BEGIN, END] = ["<!-- outages: written by npm run outages -->", "<!-- end of outages -->"];
/** The stored results of each outage with each version of the rules: an interrupted run continues from there. */
const KEPT = join(__dirname, "../../out/outages");
/** An arbitrary seed: other days are just as quiet. */
const SEED = 7;

async function outages({ sample: some, days, write }: Options): Promise<void> {
  await ensureTools("promtool", "alertmanager");
  const all = some === undefined ? grid() : sample(some);
  const verdicts = await played(all, {
    tell: (done) => console.log(`${done} of ${all.length} outages`),
    keepIn: KEPT,
  });
  console.log(`${days} ordinary days …`);
  const pages = days > 0 ? await pagesOnQuietDays(days, SEED, KEPT) : [];
  const wrong = [...faultLines(verdicts), ...pages];
  const summary = `On ${days} ordinary days: ${pages.length} hours in which somebody was paged.`;
  const text = `${outageTable(verdicts, grid().length)}\n\n${summary}\n`;
  if (write) await writeTable(text);
  console.log(text);
  if (wrong.length === 0) return;
  console.error(wrong.join("\n"));
  process.exitCode = 1;
}

async function writeTable(text: string): Promise<void> {
  const page = readFileSync(PAGE, "utf8");
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`${PAGE} has no place for the table, between ${BEGIN} and ${END}.`);
  }
  writeFileSync(PAGE, await formattedMarkdown(`${before}${BEGIN}\n\n${text}\n${END}${after}`));
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0)
    throw new InvalidArgumentError("It must be a whole number.");
  return value;
}

const command = new Command("npm run outages --")
  .description(
    "Plays a grid of outages and ordinary days to prod's rules and a real Alertmanager, and reports who was paged when.",
  )
  .option("--sample <count>", "how many outages to play, spread over the grid", count)
  .option("--days <count>", "how many ordinary days to play", count, 30)
  .option("--no-write", "do not update the table in docs/alert-timing.md")
  .action(outages);

void run(command, {
  usage: "npm run outages [-- --sample <count> --days <count> --no-write]",
  examples: [
    ["npm run outages", "plays all of them, and writes the table of docs/alert-timing.md"],
    ["npm run outages -- --sample 20 --days 1 --no-write", "plays twenty of them and a day"],
  ],
}).finally(() => process.exit());
