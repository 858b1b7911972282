/**
 * Computes something from an object once and keeps the result for as long as that same object exists. The object must
 * not change.
 */
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

/**
 * Enough for the queries of several stacks; bounded, so that a process that keeps making new texts does not hold all of
 * them.
 */
const MOST_TEXTS = 10_000;

/** Computes something from a text once: each of a stack's few hundred queries is looked at a dozen times. */
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
