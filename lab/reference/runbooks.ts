import { readFileSync } from "node:fs";
import { join } from "node:path";

import { alertNames } from "../../alert-rules";
import { inhibitRules } from "../../infra/rendered-config/alertmanager/inhibition";
import { withWritten } from "../../tools/reference/runbook";
import { formattedMarkdown } from "./formatted";
import { referenceInput } from "./input";

/** The folder of the runbooks. */
export const RUNBOOKS_FOLDER = join(__dirname, "../../docs/runbooks");

/** The runbooks by file name, with the parts that `npm run docs` writes. */
export async function formattedRunbooks(): Promise<Readonly<Record<string, string>>> {
  const { context } = referenceInput();
  const pages = alertNames.map(async (name) => {
    const file = `${name}.md`;
    const text = readFileSync(join(RUNBOOKS_FOLDER, file), "utf8");
    return [
      file,
      await formattedMarkdown(withWritten(text, name, context, inhibitRules())),
    ] as const;
  });
  return Object.fromEntries(await Promise.all(pages));
}
