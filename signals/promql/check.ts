import type { Kind } from "../../service/metrics/define";
import { assertSyntax, nodesOf } from "./syntax";
import type { SyntaxNode } from "./syntax";

interface Known {
  /** The series that the query's holes name, each with the kind of its metric. */
  readonly reads: Readonly<Record<string, Kind>>;
  readonly labels: readonly string[];
}

/** Functions that may read a counter: its plain value only says how long ago the process started. */
const COUNTER_FUNCTIONS = ["rate", "irate", "increase", "resets", "absent", "absent_over_time"];
/** Functions that take each drop of a value for a restart, which is wrong for a gauge. */
const RATE_FUNCTIONS = ["rate", "irate", "increase", "resets"];

/**
 * Fails on text that is not PromQL, on a metric or label written as plain text (where the compiler cannot see it), on a
 * counter read without a rate, and on a gauge read with one.
 *
 * The rest of PromQL's type rules are checked by promtool, over everything rendered.
 */
export function checkPromQL(text: string, known: Known): void {
  assertSyntax(text);
  for (const node of nodesOf(text)) {
    const word = text.slice(node.from, node.to);
    switch (node.name) {
      case "Identifier":
        checkSeries(word, functionAround(node, text), text, known);
        break;
      case "LabelMatchers":
        throw new Error(`${word} is written as text. Give it to where(), in a hole: ${text}`);
      case "LabelName":
        checkLabel(word, text, known);
        break;
      case "AggregateExpr":
        // Aggregations that select series, such as topk, leave their labels unchanged.
        if (node.getChild("AggregateModifier") || /^(?:top|bottom)k\b/.test(word)) break;
        throw new Error(`Say which labels this keeps, by (\${by()}) for none: ${word}`);
    }
  }
}

function checkLabel(name: string, text: string, { labels }: Known): void {
  if (!labels.includes(name)) {
    const known = labels.length > 0 ? labels.join(", ") : "none";
    throw new Error(`Label "${name}" is on none of this query's series (${known}): ${text}`);
  }
}

function checkSeries(name: string, reader: string, text: string, { reads }: Known): void {
  const kind = reads[name];
  if (!kind) {
    throw new Error(
      `Metric "${name}" is written as text. Put it in a hole, from its catalog: ${text}`,
    );
  }
  if (kind === "gauge" && RATE_FUNCTIONS.includes(reader)) {
    throw new Error(
      `${name} is a gauge, which has no ${reader}(). Use deriv() or delta(): ${text}`,
    );
  }
  if (kind !== "gauge" && !COUNTER_FUNCTIONS.includes(reader)) {
    throw new Error(`${name} only ever rises. Read it through rate() or increase(): ${text}`);
  }
}

/** The function applied to a series, such as `rate`; empty if there is none. */
export function functionAround(node: SyntaxNode, text: string): string {
  for (let outer = node.parent; outer; outer = outer.parent) {
    if (outer.name === "AggregateExpr" || outer.name === "BinaryExpr") return "";
    const called = outer.name === "FunctionCall" ? outer.getChild("FunctionIdentifier") : null;
    if (called) return text.slice(called.from, called.to);
  }
  return "";
}
