import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

import { Command } from "commander";

import { run } from "../../tools/command";
import { Problem } from "../../tools/problem";
import { PATHS } from "../paths";
import { COMPATIBILITY, formattedCompatibility } from "./compatibility";
import { formattedPages, REFERENCE_FOLDER } from "./format";
import { formattedNotifications, NOTIFICATIONS_PAGE } from "./notifications";
import { formattedRunbooks, RUNBOOKS_FOLDER } from "./runbooks";
import { formattedSettings } from "./settings";

/** `npm run docs`. With `--check` it writes nothing, and fails if a page differs from what it would write. */
async function writeDocs({ check }: { readonly check?: true }): Promise<void> {
  mkdirSync(REFERENCE_FOLDER, { recursive: true });
  const pages = [
    ...Object.entries(await formattedPages()).map(inFolder(REFERENCE_FOLDER)),
    ...Object.entries(await formattedRunbooks()).map(inFolder(RUNBOOKS_FOLDER)),
    { path: NOTIFICATIONS_PAGE, text: await formattedNotifications() },
    { path: COMPATIBILITY, text: await formattedCompatibility() },
    ...(await formattedSettings()),
  ];
  for (const { path, text } of pages) {
    if (!check) writeFileSync(path, text);
    else if (readFileSync(path, "utf8") !== text) {
      throw new Problem(
        `${relative(PATHS.project, path)} is out of date.`,
        "Run npm run docs, and review the changes.",
      );
    }
  }
}

function inFolder(folder: string) {
  return ([name, text]: readonly [string, string]) => ({ path: join(folder, name), text });
}

const command = new Command("npm run docs --")
  .description(
    "Writes the reference of metrics, alerts, dashboards, objectives and settings, the examples of notifications, the inhibitions in each runbook, and the supported versions, all from the code.",
  )
  .option("--check", "write nothing, and fail if a page is out of date")
  .action(writeDocs);

void run(command, {
  usage: "npm run docs [-- --check]",
  examples: [
    [
      "npm run docs",
      "writes docs/reference, the schema of the settings, and the marked blocks of other pages",
    ],
    ["npm run docs -- --check", "fails if a page is out of date"],
  ],
});
