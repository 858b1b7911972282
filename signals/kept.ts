/** Makes something of an object once, and keeps it for as long as that very object is there. The object must not change. */
export function kept<K extends object, V>(make: (of: K) => V): (of: K) => V {
  const known = new WeakMap<K, V>();
  return (of) => {
    const before = known.get(of);
    if (before !== undefined) return before;
    const made = make(of);
    known.set(of, made);
    return made;
  };
}

/** Several stacks' queries; a process that makes up ever new ones is not to hold all of them. */
const MOST_TEXTS = 10_000;

/** Makes something of a text once: a stack's few hundred queries are looked at a dozen times each. */
export function keptOfText<V>(make: (text: string) => V): (text: string) => V {
  const known = new Map<string, V>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const made = make(text);
    if (known.size >= MOST_TEXTS) known.clear();
    known.set(text, made);
    return made;
  };
}
