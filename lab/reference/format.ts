import { join } from "node:path";

import { format, resolveConfig } from "prettier";

import { referencePages } from "../../infra/reference/pages";
import { referenceInput } from "./input";

/** Where the reference is kept. */
export const REFERENCE_FOLDER = join(__dirname, "../../docs/reference");

/** The reference's pages by the names of their files, as they are to stand there. */
export async function formattedPages(): Promise<Readonly<Record<string, string>>> {
  const config = await resolveConfig(join(REFERENCE_FOLDER, "page.md"));
  const pages = Object.entries(referencePages(referenceInput())).map(
    async ([name, text]) => [name, await format(text, { ...config, parser: "markdown" })] as const,
  );
  return Object.fromEntries(await Promise.all(pages));
}
