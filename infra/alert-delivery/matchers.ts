import type { Matcher } from "../rendered-config/alertmanager";

/** An alert's labels; Alertmanager treats a missing label as an empty one. */
export type Labels = Readonly<Record<string, string | undefined>>;

const MATCHER = /^([a-zA-Z_][a-zA-Z0-9_]*)(=~|!~|!=|=)"([^"\\]*)"$/;

interface Comparison {
  readonly label: string;
  readonly operator: "=" | "!=" | "=~" | "!~";
  readonly value: string;
}

/** @throws on a text that is no matcher in the notation that our configuration uses, without escapes */
function parseMatcher(matcher: Matcher): Comparison {
  const [, label, operator, value] = MATCHER.exec(matcher) ?? [];
  if (label === undefined || operator === undefined || value === undefined) {
    throw new Error(`${matcher} is not a matcher. Write it like severity="critical".`);
  }
  return { label, operator: operator as Comparison["operator"], value };
}

/** Whether an alert with these labels satisfies all of the matchers. */
export function matches(matchers: readonly Matcher[], labels: Labels): boolean {
  return matchers.map(parseMatcher).every(({ label, operator, value }) => {
    const actual = labels[label] ?? "";
    const same = operator.endsWith("~")
      ? // Anchored, as Alertmanager's are.
        new RegExp(`^(?:${value})$`).test(actual)
      : actual === value;
    return same !== operator.startsWith("!");
  });
}

/**
 * The values of each label that these matchers can distinguish: the named ones, and "" for any other. Exact for plain
 * values and alternatives of them (`a|b`), which is all that our configuration uses.
 */
export function toldApart(
  matchers: readonly Matcher[],
): Readonly<Record<string, readonly string[]>> {
  const values: Record<string, Set<string>> = {};
  for (const { label, value } of matchers.map(parseMatcher)) {
    const known = (values[label] ??= new Set([""]));
    for (const each of value.split("|")) known.add(each);
  }
  return Object.fromEntries(Object.entries(values).map(([label, set]) => [label, [...set]]));
}
