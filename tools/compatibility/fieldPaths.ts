/**
 * Every field of an object, at any depth, without duplicates: `Kind.path`, with `[]` for list entries; also the kind
 * itself.
 */
export function fieldPaths(object: { readonly kind: string }): ReadonlySet<string> {
  const found = new Set<string>([object.kind]);
  const walk = (value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      for (const each of value) walk(each, `${path}[]`);
    } else if (typeof value === "object" && value !== null) {
      for (const [name, inner] of Object.entries(value)) {
        found.add(`${path}.${name}`);
        walk(inner, `${path}.${name}`);
      }
    }
  };
  walk(object, object.kind);
  return found;
}
