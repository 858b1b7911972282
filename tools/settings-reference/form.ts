import { code } from "../reference/markdown";
import type { JsonSchema } from "./jsonSchema";

/** The form of a value, in words; undefined for a section, whose keys say it. */
export function formOf(schema: JsonSchema): string | undefined {
  const { type, minimum, maximum, items, anyOf } = schema;
  if (schema.description !== undefined) return schema.description;
  if (schema.enum) return either(schema.enum.map((value) => code(String(value))));
  if (schema.const !== undefined) return code(String(schema.const));
  if (anyOf) {
    const forms = anyOf.map(formOf).filter((each) => each !== undefined);
    return forms.length === 0 ? undefined : either(forms);
  }
  switch (type) {
    case "boolean":
      return "true or false";
    case "integer":
      return `a whole number${bounds(minimum, maximum)}`;
    case "number":
      return `a number${bounds(minimum, maximum)}`;
    case "string":
      return "text";
    case "array": {
      const entry = items && formOf(items);
      return entry === undefined ? "a list" : `a list, each ${entry}`;
    }
    default:
      return undefined;
  }
}

function either(forms: readonly string[]): string {
  const last = forms.at(-1) ?? "";
  return forms.length < 2 ? last : `${forms.slice(0, -1).join(", ")} or ${last}`;
}

function bounds(least: number | undefined, most: number | undefined): string {
  // JavaScript's own bounds of integers are not real limits.
  const from = least !== undefined && least > Number.MIN_SAFE_INTEGER ? least : undefined;
  const to = most !== undefined && most < Number.MAX_SAFE_INTEGER ? most : undefined;
  if (from !== undefined && to !== undefined) return `, ${from} to ${to}`;
  if (from !== undefined) return `, at least ${from}`;
  return to === undefined ? "" : `, at most ${to}`;
}
