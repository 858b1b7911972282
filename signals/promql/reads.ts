import { keptOfText } from "../kept";
import { functionAround } from "./check";
import { nodesOf, type SyntaxNode } from "./syntax";

/** A label matcher of a selector. */
export interface LabelMatcher {
  readonly label: string;
  readonly operator: "=" | "!=" | "=~" | "!~";
  readonly value: string;
}

/** A selector of a query: the series that it reads, and how it reads them. */
export interface Read {
  /** The name of the series, which for a histogram ends in `_bucket`. Empty if no name stands before the braces. */
  readonly series: string;
  readonly matchers: readonly LabelMatcher[];
  /** The selector without its range. */
  readonly text: string;
  /** The range over which it reads; undefined if it reads the latest sample. */
  readonly range?: string;
  /** The function applied to it, such as `rate`; empty if there is none. */
  readonly reader: string;
}

/** Every selector of a query, from left to right. */
export const readsOf = keptOfText((expr): readonly Read[] =>
  nodesOf(expr)
    .filter(({ name }) => name === "VectorSelector")
    .map((node) => readOf(node, expr)),
);

/** Reads one selector, given as a node of its query's tree. */
export function readOf(node: SyntaxNode, expr: string): Read {
  const text = (inner: SyntaxNode | null | undefined) =>
    inner ? expr.slice(inner.from, inner.to) : "";
  const range =
    node.parent?.name === "MatrixSelector" ? node.parent.getChild("DurationExpr") : null;
  return {
    series: text(node.getChild("Identifier")),
    matchers: matchersIn(node.getChild("LabelMatchers"), text),
    text: text(node),
    ...(range && { range: text(range) }),
    reader: functionAround(node, expr),
  };
}

function matchersIn(
  node: SyntaxNode | null,
  text: (node: SyntaxNode | null) => string,
): readonly LabelMatcher[] {
  return (node?.getChildren("UnquotedLabelMatcher") ?? []).map((matcher) => ({
    label: text(matcher.getChild("LabelName")),
    operator: text(matcher.getChild("MatchOp")) as LabelMatcher["operator"],
    value: unquoted(text(matcher.getChild("StringLiteral"))),
  }));
}

/** Go's quoting is the same as JSON's, except for things that no label of ours contains. */
function unquoted(literal: string): string {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return literal.slice(1, -1);
  }
}

/** Whether the selector's matchers let it read series of a job. */
export function mayBeOf({ matchers }: Pick<Read, "matchers">, job: string): boolean {
  return matchers.filter(({ label }) => label === "job").every((matcher) => takes(matcher, job));
}

/** Whether a matcher accepts a label's value. */
export function takes({ operator, value }: LabelMatcher, actual: string): boolean {
  const same = operator.endsWith("~")
    ? // Anchored, as Prometheus's are.
      new RegExp(`^(?:${value})$`).test(actual)
    : actual === value;
  return same !== operator.startsWith("!");
}
