import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Command } from "commander";

import { run } from "../../tools/command";
import { Problem } from "../../tools/problem";
import { formattedPages, REFERENCE_FOLDER } from "./format";

/** `npm run docs`; with `--check` it writes nothing and fails where a page is not as it would be written. */
async function writeDocs({ check }: { readonly check?: true }): Promise<void> {
  mkdirSync(REFERENCE_FOLDER, { recursive: true });
  for (const [name, text] of Object.entries(await formattedPages())) {
    const path = join(REFERENCE_FOLDER, name);
    if (!check) writeFileSync(path, text);
    else if (readFileSync(path, "utf8") !== text) {
      throw new Problem(
        `docs/reference/${name} is old.`,
        "Run npm run docs, and look at what has changed.",
      );
    }
  }
}

const command = new Command("npm run docs --")
  .description("Writes the reference of metrics, alerts, dashboards and objectives from the code.")
  .option("--check", "write nothing, and fail where a page is old")
  .action(writeDocs);

void run(command, {
  usage: "npm run docs [-- --check]",
  examples: [
    ["npm run docs", "writes docs/reference"],
    ["npm run docs -- --check", "fails where a page of it is old"],
  ],
});
