import { join } from "node:path";

import { referencePages } from "../../tools/reference/pages";
import { formattedMarkdown } from "./formatted";
import { referenceInput } from "./input";

/** The folder of the reference. */
export const REFERENCE_FOLDER = join(__dirname, "../../docs/reference");

/** The pages of the reference by file name, formatted. */
export async function formattedPages(): Promise<Readonly<Record<string, string>>> {
  const pages = Object.entries(referencePages(referenceInput())).map(
    async ([name, text]) => [name, await formattedMarkdown(text)] as const,
  );
  return Object.fromEntries(await Promise.all(pages));
}
