import { join } from "node:path";

import { referencePages } from "../../tools/reference/pages";
import { formattedMarkdown } from "./formatted";
import { referenceInput } from "./input";

/** Where the reference is kept. */
export const REFERENCE_FOLDER = join(__dirname, "../../docs/reference");

/** The reference's pages by the names of their files, as they are to stand there. */
export async function formattedPages(): Promise<Readonly<Record<string, string>>> {
  const pages = Object.entries(referencePages(referenceInput())).map(
    async ([name, text]) => [name, await formattedMarkdown(text)] as const,
  );
  return Object.fromEntries(await Promise.all(pages));
}
