import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { formattedMarkdown } from "../../lab/reference/formatted";
import { Problem } from "../../tools/problem";
import { GROUPS } from "./all";
import { performancePage } from "./document";
import type { Records } from "./records";

/** The page with the recorded costs. */
const PAGE = join(__dirname, "../../docs/performance.md");

/** The page as it should be. */
function formattedPage(records: Records): Promise<string> {
  return formattedMarkdown(performancePage(GROUPS, records));
}

export async function writePage(records: Records): Promise<void> {
  writeFileSync(PAGE, await formattedPage(records));
}

/** @throws Problem if the page does not match the records */
export async function assertPage(records: Records): Promise<void> {
  if (readFileSync(PAGE, "utf8") === (await formattedPage(records))) return;
  throw new Problem(
    "docs/performance.md is not what is recorded.",
    "Run npm run bench -- --document.",
  );
}
