import { readdirSync } from "node:fs";
import { join } from "node:path";

/** The alerts that have a runbook, by the names of the pages. */
export const RUNBOOKS: readonly string[] = readdirSync(join(__dirname, "../../docs/runbooks")).map(
  (file) => file.replace(/\.md$/, ""),
);
