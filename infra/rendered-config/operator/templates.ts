import { TEMPLATES } from "../alertmanagerTemplates";

const DEFINED = /\{\{ define "([^"]+)"/;
const USED = /\{\{-? template "([^"]+)"/g;

/** The text of each template by its name, including its `define`. */
const DEFINITIONS: ReadonlyMap<string, string> = new Map(
  TEMPLATES.split(/(?=\{\{ define )/).map((text) => [
    DEFINED.exec(text)?.[1] ?? "",
    text.trimEnd(),
  ]),
);

/**
 * The text of a field, preceded by the templates that it uses, directly or indirectly: an AlertmanagerConfig cannot
 * refer to a template file, but a field may define its own templates. The definitions add nothing to the result.
 *
 * @throws on a template that does not exist, by its name
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
