import { readFileSync } from "node:fs";
import { join } from "node:path";

import { format, type FormatConfig } from "oxfmt";

const SETTINGS = join(__dirname, "../../.oxfmtrc.json");

/** Markdown, formatted as `npm run format` would leave it. */
export function formattedMarkdown(text: string): Promise<string> {
  return formattedAs("page.md", text);
}

/** JSON, formatted in the same way. */
export function formattedJson(value: unknown): Promise<string> {
  return formattedAs("page.json", JSON.stringify(value));
}

async function formattedAs(name: string, text: string): Promise<string> {
  const settings = JSON.parse(readFileSync(SETTINGS, "utf8")) as FormatConfig;
  const { code, errors } = await format(name, text, settings);
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join("\n"));
  return code;
}
