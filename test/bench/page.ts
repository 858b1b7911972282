import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { format, resolveConfig } from "prettier";

import { GROUPS } from "./all";
import { performancePage } from "./document";
import type { Records } from "./records";

/** Where what things cost is written down. */
export const PAGE = join(__dirname, "../../docs/performance.md");

/** The page as it is to stand there. */
export async function formattedPage(records: Records): Promise<string> {
  const config = await resolveConfig(PAGE);
  return format(performancePage(GROUPS, records), { ...config, parser: "markdown" });
}

export async function writePage(records: Records): Promise<void> {
  writeFileSync(PAGE, await formattedPage(records));
}
