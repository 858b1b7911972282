/** A setting of a stack, and the value that it should have. */
export interface Change {
  /** As in `cluster.dns.pods`. */
  readonly path: string;
  /** Left out: the setting is to be left out. */
  readonly value?: unknown;
}

/** Something by which a stack and a cluster do not fit. Each part is a sentence, or a piece of one, on one line. */
export interface Finding {
  /** What it is about. */
  readonly about: string;
  /** Whether something would not be deployed, or not do what it is for; else it is a hint. */
  readonly fails: boolean;
  /** What is wrong. */
  readonly what: string;
  /** What of the cluster says so. */
  readonly seen: string;
  /** What to set. Left out: no setting is a way out. */
  readonly set?: readonly Change[];
  /** Another way out, or the only one. */
  readonly or?: string;
}

/** A finding on two lines: what is wrong, then what was seen and what to do. */
export function findingText({ about, fails, what, seen, set = [], or }: Finding): string {
  const settings = set.map(({ path, value }) =>
    value === undefined ? `leave out ${path}` : `set ${path} to ${JSON.stringify(value)}`,
  );
  const ways = [...(settings.length > 0 ? [settings.join(", ")] : []), ...(or ? [or] : [])];
  const way = ways.join("; or ");
  const fix = way === "" ? "" : ` ${way.charAt(0).toUpperCase()}${way.slice(1)}.`;
  return `${fails ? "fails" : "hint"}: ${what} [${about}]\n  Seen: ${seen}.${fix}`;
}
