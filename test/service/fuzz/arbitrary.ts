import fc from "fast-check";

import type { JsonSchema } from "./document";

const SAFE = Number.MAX_SAFE_INTEGER;

/** Values that the schema allows. Further rules of the service may still reject some. */
export function arbitraryOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  if ("const" in schema) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const either = schema.anyOf ?? schema.oneOf;
  if (either !== undefined) return fc.oneof(...either.map(arbitraryOf));
  switch (schema.type) {
    case "object":
      return objects(schema);
    case "array":
      return fc.array(schema.items ? arbitraryOf(schema.items) : fc.anything(), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 5, 20),
      });
    case "string":
      return strings(schema);
    case "integer":
      return integers(schema.minimum ?? -SAFE, schema.maximum ?? SAFE);
    case "number":
      return numbers(schema);
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case undefined:
      return fc.jsonValue();
  }
}

/** Half of them have only the required properties, because defaults reveal more. */
function objects({ properties = {}, required = [] }: JsonSchema): fc.Arbitrary<unknown> {
  const record = (names: readonly string[]) =>
    fc.record(
      Object.fromEntries(names.map((name) => [name, arbitraryOf(properties[name] ?? {})])),
      {
        requiredKeys: [...required],
      },
    );
  return fc.oneof(record(Object.keys(properties)), record(required));
}

// The schema's limits are wide, while realistic values are more often near the lower one.
const integers = (min: number, max: number): fc.Arbitrary<number> =>
  fc.oneof(fc.integer({ min, max }), fc.integer({ min, max: Math.min(max, min + 125) }));

function numbers({ minimum = -1e9, maximum = 1e9, multipleOf }: JsonSchema) {
  if (multipleOf === undefined) {
    return fc.double({ min: minimum, max: maximum, noNaN: true, noDefaultInfinity: true });
  }
  // Multiplying by 0.01 would cause rounding errors.
  const per = Math.round(1 / multipleOf);
  return integers(Math.ceil(minimum * per), Math.floor(maximum * per)).map((it) => it / per);
}

function strings(schema: JsonSchema): fc.Arbitrary<string> {
  const { minLength = 0, maxLength = 200, format, pattern, allOf = [] } = schema;
  const long = (it: string) => it.length >= minLength && it.length <= maxLength;
  if (format === "uuid") return fc.uuid();
  if (format === "email") {
    return fc.stringMatching(/^[a-z][a-z0-9]{5,12}@[a-z]{3,8}\.(com|org|net)$/);
  }
  if (format === "uri") return fc.stringMatching(/^https:\/\/[a-z]{3,12}\.example\/[a-z]{0,8}$/);
  if (format === "date-time") return fc.date({ noInvalidDate: true }).map((it) => it.toISOString());
  // Several patterns are the rules for a password: one of each kind of character, and more.
  if (allOf.length > 0) return fc.stringMatching(/^[A-Z][a-z][0-9][!?#%]\w{4,20}$/);
  if (pattern !== undefined && !pattern.startsWith("^[^")) {
    return fc.stringMatching(new RegExp(pattern)).filter(long);
  }
  const unit = fc.oneof(
    { weight: 5, arbitrary: fc.stringMatching(/^[\w .'-]$/) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 1 }) },
  );
  return fc
    .string({ unit, minLength, maxLength })
    .filter((it) => long(it) && it.trim().length >= minLength && !it.includes("\0"));
}
