import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Command } from "commander";

import { formattedPages, REFERENCE_FOLDER } from "./format";

/** `npm run docs`; with `--check` it writes nothing and fails where a page is not as it would be written. */
async function run({ check }: { readonly check?: true }): Promise<void> {
  mkdirSync(REFERENCE_FOLDER, { recursive: true });
  for (const [name, text] of Object.entries(await formattedPages())) {
    const path = join(REFERENCE_FOLDER, name);
    if (!check) writeFileSync(path, text);
    else if (readFileSync(path, "utf8") !== text) throw new Error(`docs/reference/${name} is old.`);
  }
}

const command = new Command("npm run docs --")
  .description("Writes the reference of metrics, alerts, dashboards and objectives from the code.")
  .option("--check", "write nothing, and fail where a page is old")
  .action(run)
  .showHelpAfterError();

command.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  console.error("Run npm run docs, and look at what has changed.");
  process.exitCode = 1;
});
