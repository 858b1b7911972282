/** Makes something of a list once, and keeps it for as long as that very list is there. The list must not change. */
export function kept<T, V>(make: (list: readonly T[]) => V): (list: readonly T[]) => V {
  const known = new WeakMap<readonly T[], V>();
  return (list) => {
    const before = known.get(list);
    if (before !== undefined) return before;
    const made = make(list);
    known.set(list, made);
    return made;
  };
}
