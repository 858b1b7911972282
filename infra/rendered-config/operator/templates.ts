import { TEMPLATES } from "../alertmanagerTemplates";

const DEFINED = /\{\{ define "([^"]+)"/;
const USED = /\{\{-? template "([^"]+)"/g;

/** The text of each template by its name, with its `define`. */
const DEFINITIONS: ReadonlyMap<string, string> = new Map(
  TEMPLATES.split(/(?=\{\{ define )/).map((text) => [
    DEFINED.exec(text)?.[1] ?? "",
    text.trimEnd(),
  ]),
);

/**
 * The text of a field with the templates that it uses, and those that they use, before it: an AlertmanagerConfig can name no
 * file of templates, and a field may define its own. Nothing of them is in what it becomes.
 *
 * @throws on a template that is not there, by its name
 */
export function inlined(text: string): string {
  const used = new Map<string, string>();
  const add = (from: string) => {
    for (const [, name = ""] of from.matchAll(USED)) {
      if (used.has(name)) continue;
      const definition = DEFINITIONS.get(name);
      if (definition === undefined)
        throw new Error(`There is no template ${name}, which a text uses.`);
      used.set(name, definition);
      add(definition);
    }
  };
  add(text);
  return [...used.values(), text].join("");
}
