import { readFileSync } from "node:fs";
import { join } from "node:path";

import { withMarked } from "../../tools/reference/marked";
import { settingComments } from "../../tools/settings-reference/comments";
import { settingsSchema, stackFileSchema } from "../../tools/settings-reference/jsonSchema";
import { settingsPage } from "../../tools/settings-reference/page";
import { formattedJson, formattedMarkdown } from "./formatted";

const ROOT = join(__dirname, "../..");
const PAGE = join(ROOT, "docs/configuration.md");
/** The schema that the first line of each stack file names. */
const SCHEMA = join(ROOT, "infra/settings/stack.schema.json");

const MARKS = {
  begin: "<!-- settings: written by npm run docs -->",
  end: "<!-- settings: end -->",
};

/**
 * The generated files about the settings: the page that lists them, and the JSON Schema with which editors complete
 * them.
 */
export async function formattedSettings(): Promise<
  readonly { readonly path: string; readonly text: string }[]
> {
  const [schema, comments] = [settingsSchema(), settingComments()];
  const page = withMarked(
    readFileSync(PAGE, "utf8"),
    MARKS,
    "Every setting",
    settingsPage(schema, comments),
  );
  return [
    { path: PAGE, text: await formattedMarkdown(page) },
    { path: SCHEMA, text: await formattedJson(stackFileSchema(schema, comments)) },
  ];
}
