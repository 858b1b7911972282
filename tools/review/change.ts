/** How much a change can hurt, worst first. */
export const RANKS = ["pages", "deletion", "replacement", "access", "other"] as const;
export type Rank = (typeof RANKS)[number];

/** What a change is about, in the order in which changes that hurt alike are told. */
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

/** One thing that is different: `limit` from `5 %` to `2 %`; without `from` and `to` the words say all of it. */
export interface Fact {
  readonly what: string;
  readonly from?: string;
  readonly to?: string;
}

/** What is different about something, in the words of the people it concerns. Holds no secret. */
export interface Change {
  readonly rank: Rank;
  readonly subject: Subject;
  /** Several where the same is different about each. */
  readonly names: readonly string[];
  readonly facts: readonly Fact[];
  /** What follows from them. */
  readonly effects: readonly Fact[];
}

/** A change of one thing; without a rank it is an ordinary one. */
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

/** A fact from what both sides are, none where they are the same; what is not there is "none". */
export function differs(what: string, from?: string, to?: string): readonly Fact[] {
  return from === to ? [] : [{ what, from: from ?? "none", to: to ?? "none" }];
}

/** Each fact once. */
export function distinct(facts: readonly Fact[]): readonly Fact[] {
  return [...new Map(facts.map((fact) => [JSON.stringify(fact), fact])).values()];
}

/** The changes, worst first, with one for all things about which the same is different. */
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
    // Each of those is to be looked at by itself.
    const key = JSON.stringify(each.subject === "network edge" ? each : rest);
    const before = same.get(key);
    same.set(key, before ? { ...before, names: [...new Set([...before.names, ...names])] } : each);
  }
  return [...same.values()];
}
