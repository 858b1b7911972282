/** A setting of a stack, with the value that it should get. */
export interface Change {
  /** Such as `cluster.dns.pods`. */
  readonly path: string;
  /** Undefined if the setting should be removed. */
  readonly value?: unknown;
}

/** A mismatch between a stack and a cluster. Each part is a sentence or a phrase on one line. */
export interface Finding {
  /** Its subject. */
  readonly about: string;
  /** Whether something would not be deployed or would not work. Otherwise it is a hint. */
  readonly fails: boolean;
  /** What is wrong. */
  readonly what: string;
  /** What was seen in the cluster. */
  readonly seen: string;
  /** Settings that fix it. Undefined if no setting does. */
  readonly set?: readonly Change[];
  /** Another way to fix it, or the only one. */
  readonly or?: string;
}

/** A finding on two lines: the problem, then what was seen and what to do. */
export function findingText({ about, fails, what, seen, set = [], or }: Finding): string {
  const settings = set.map(({ path, value }) =>
    value === undefined ? `leave out ${path}` : `set ${path} to ${JSON.stringify(value)}`,
  );
  const ways = [...(settings.length > 0 ? [settings.join(", ")] : []), ...(or ? [or] : [])];
  const way = ways.join("; or ");
  const fix = way === "" ? "" : ` ${way.charAt(0).toUpperCase()}${way.slice(1)}.`;
  return `${fails ? "fails" : "hint"}: ${what} [${about}]\n  Seen: ${seen}.${fix}`;
}
