/** The length from which a repeated schema gets a definition of its own, in characters of JSON. */
const LONG = 300;

/**
 * A JSON Schema in which long parts that occur several times are moved to `definitions`, named after the key of their
 * first occurrence.
 */
export function shared<S extends Readonly<Record<string, unknown>>>(schema: S): S {
  const counts = new Map<string, number>();
  count(schema, counts);
  const names = new Map<string, string>();
  const definitions: Record<string, unknown> = {};

  const refer = (value: unknown, key: string): unknown => {
    if (typeof value !== "object" || value === null) return value;
    const text = JSON.stringify(value);
    if (text.length < LONG || (counts.get(text) ?? 0) < 2 || Array.isArray(value)) {
      return inside(value, key);
    }
    let name = names.get(text);
    if (name === undefined) {
      name = Object.hasOwn(definitions, key) ? `${key}${names.size + 1}` : key;
      names.set(text, name);
      definitions[name] = inside(value, key);
    }
    return { $ref: `#/definitions/${name}` };
  };
  /** @param isMap whether its keys are the names of settings, and not words of JSON Schema */
  const inside = (value: object, key: string, isMap = false): unknown =>
    Array.isArray(value)
      ? value.map((each) => refer(each, key))
      : Object.fromEntries(
          Object.entries(value).map(([own, each]: [string, unknown]) => [
            own,
            // In place of a map, a reference would be read as a setting of that name.
            own === "properties" && !isMap ? inside(each as object, own, true) : refer(each, own),
          ]),
        );

  const whole = inside(schema, "") as S;
  return names.size === 0 ? whole : { ...whole, definitions };
}

/** Counts how often each object occurs in a value, by its JSON. */
function count(value: unknown, counts: Map<string, number>): void {
  if (typeof value !== "object" || value === null) return;
  const text = JSON.stringify(value);
  counts.set(text, (counts.get(text) ?? 0) + 1);
  // What is inside a repeated object is counted only for its first occurrence.
  if (counts.get(text) === 1) for (const each of Object.values(value)) count(each, counts);
}
