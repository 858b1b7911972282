import leven from "leven";

/** How many letters two names may differ by, as a share, so that one is taken for the other misspelled. */
const ALIKE = 0.4;

/** Up to this length, a word that differs in nothing but its first letter is another word, as `zone` is not `none`. */
const SHORT = 4;

/** The name that was meant where another was written, in whichever case; undefined where none is like it. */
export function nearest(written: string, names: readonly string[]): string | undefined {
  const most = (name: string) => ALIKE * Math.max(name.length, written.length);
  const [first] = names
    // To compare takes as long as both multiplied: no text that is much longer is like a name.
    .filter((name) => Math.abs(name.length - written.length) <= most(name))
    .map((name) => ({ name, distance: leven(name.toLowerCase(), written.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= most(name) && !isAnotherWord(name, written))
    .sort((a, b) => a.distance - b.distance);
  return first?.name;
}

function isAnotherWord(name: string, written: string): boolean {
  const [one, other] = [name.toLowerCase(), written.toLowerCase()];
  return one.length <= SHORT && one !== other && one.slice(1) === other.slice(1);
}
