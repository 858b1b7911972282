import leven from "leven";

/** How many letters two names may differ by, as a share, so that one is taken for the other misspelled. */
const ALIKE = 0.4;

/** The name that was meant where another was written; undefined where none is like it. */
export function nearest(written: string, names: readonly string[]): string | undefined {
  const [first] = names
    .map((name) => ({ name, distance: leven(name, written) }))
    .filter(({ name, distance }) => distance <= ALIKE * Math.max(name.length, written.length))
    .sort((a, b) => a.distance - b.distance);
  return first?.name;
}
