import { readdirSync } from "node:fs";
import { join } from "node:path";

/** The alerts of which there is a page, by the pages' names. */
export const RUNBOOKS: readonly string[] = readdirSync(join(__dirname, "../../docs/runbooks")).map(
  (file) => file.replace(/\.md$/, ""),
);
