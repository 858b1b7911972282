import { Command } from "commander";

import { run } from "../command";
import { stepsOf } from "./preview";
import { readNamed } from "../files";
import { Problem } from "../problem";
import { refusals, type Refusal } from "./refusals";

/** How to write the file. */
const HOW =
  "Write it with: pulumi preview --json --show-sames --show-replacement-steps > preview.json";

const command = new Command("npm run guard --")
  .description(
    "Refuses a preview that would delete, shrink or replace a volume, give a server a version that does not read its data, or replace a StatefulSet together with its pods.",
  )
  .argument("<file>", "what pulumi preview --json --show-sames --show-replacement-steps wrote")
  .option(
    "--allow <object...>",
    "an object that you have checked, such as StatefulSet monitoring/grafana",
  )
  .action(guard);

function guard(file: string, { allow = [] }: { readonly allow?: readonly string[] }): void {
  const steps = stepsOf(readNamed(file, HOW), file);
  const found = refusals(steps);
  const unknown = allow.filter((name) => !found.some(({ object }) => object === name));
  if (unknown.length > 0) {
    throw new Problem(
      `--allow names objects that are not refused: ${unknown.join(", ")}.`,
      "Remove them from --allow: they would allow a later change that nobody has checked.",
    );
  }
  const refused = found.filter(({ object }) => !allow.includes(object));
  if (refused.length === 0) {
    console.log(`${String(steps.length)} steps, none that loses data.`);
    return;
  }
  console.error(refused.map(text).join("\n"));
  process.exitCode = 1;
}

function text({ object, cause, remedy }: Refusal): string {
  return `${object} ${cause}.\n  ${remedy}`;
}

void run(command, {
  usage: "npm run guard -- <preview.json>; --help has examples.",
  examples: [
    ["npm run guard -- preview.json", "refuses a preview that would lose data"],
    [
      'npm run guard -- preview.json --allow "StatefulSet monitoring/grafana"',
      "allows one change that you have checked",
    ],
  ],
});
