/** How much harm a change can do, worst first. */
export const RANKS = ["pages", "deletion", "replacement", "access", "other"] as const;
export type Rank = (typeof RANKS)[number];

/** The subjects of changes, in the order in which changes of the same rank are listed. */
export const SUBJECTS = [
  "stack",
  "alert",
  "route",
  "receiver",
  "inhibition",
  "objective",
  "recording rule",
  "target",
  "metric",
  "dashboard",
  "panel",
  "permission",
  "network edge",
  "secret",
  "image",
  "volume",
  "workload",
  "setting",
  "object",
  "file",
] as const;
export type Subject = (typeof SUBJECTS)[number];

/** One difference: `limit` from `5 %` to `2 %`. Without `from` and `to`, `what` says everything. */
export interface Fact {
  readonly what: string;
  readonly from?: string;
  readonly to?: string;
}

/** What is different about something, worded for the people it concerns. Contains no secrets. */
export interface Change {
  readonly rank: Rank;
  readonly subject: Subject;
  /** Several if the same is different about each of them. */
  readonly names: readonly string[];
  readonly facts: readonly Fact[];
  /** The consequences. */
  readonly effects: readonly Fact[];
}

/** A change of one thing; the default rank is the lowest. */
export function change(
  subject: Subject,
  name: string,
  facts: readonly Fact[],
  {
    rank = "other",
    effects = [],
  }: { readonly rank?: Rank; readonly effects?: readonly Fact[] } = {},
): Change {
  return { rank, subject, names: [name], facts, effects };
}

/** A fact from the values on both sides; none if they are equal. A missing value is "none". */
export function differs(what: string, from?: string, to?: string): readonly Fact[] {
  return from === to ? [] : [{ what, from: from ?? "none", to: to ?? "none" }];
}

/** The facts without duplicates. */
export function distinct(facts: readonly Fact[]): readonly Fact[] {
  return [...new Map(facts.map((fact) => [JSON.stringify(fact), fact])).values()];
}

/** The changes, worst first. Changes with the same difference are merged into one with several names. */
export function ordered(changes: readonly Change[]): readonly Change[] {
  return [...merged(changes)].sort(
    (a, b) =>
      RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank) ||
      SUBJECTS.indexOf(a.subject) - SUBJECTS.indexOf(b.subject),
  );
}

function merged(changes: readonly Change[]): readonly Change[] {
  const same = new Map<string, Change>();
  for (const each of changes) {
    const { names, ...rest } = each;
    // Each network edge has to be reviewed individually.
    const key = JSON.stringify(each.subject === "network edge" ? each : rest);
    const before = same.get(key);
    same.set(key, before ? { ...before, names: [...new Set([...before.names, ...names])] } : each);
  }
  return [...same.values()];
}
