/** Every field of an object and of what is in it, each once: `Kind.path`, a list's entries as `[]`; the kind itself, too. */
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
