import type { RuleGroup } from "../../alert-rules";
import { readsOf } from "../../signals/promql/reads";
import { nodesOf, parsePromQL, type SyntaxNode } from "../../signals/promql/syntax";
import type { Rule } from "../support/neededRules";

/** Expressions whose contents are evaluated at other times than the rule. */
const AT_OTHER_TIMES = new Set(["SubqueryExpr", "OffsetExpr", "StepInvariantExpr"]);

/**
 * The same rules, in which aggregations that several rules have in common are recorded once: the rules that page read
 * the same hour of requests up to twenty times, and that takes most of the time.
 *
 * The recording is made at the moment at which the rules read it, so that the results are exactly the same.
 * Aggregations that read another recording are left alone, because it may be updated between two of its readers.
 * Sharing comparisons and sums of aggregates as well was tried, and made nothing faster.
 */
export function sharedAggregates(groups: readonly RuleGroup[]): RuleGroup[] {
  const recorded = new Set(
    groups.flatMap(({ rules }) => rules.flatMap((rule) => ("record" in rule ? rule.record : []))),
  );
  const exprs = groups.flatMap(({ rules }) => rules.map(({ expr }) => expr));
  const counts = new Map<string, number>();
  for (const text of exprs.flatMap(aggregatesIn)) counts.set(text, (counts.get(text) ?? 0) + 1);
  const texts = [...counts.keys()]
    .filter((text) => counts.get(text)! > 1)
    .filter((text) => readsOf(text).every(({ series }) => !recorded.has(series)))
    // An expression that is part of another is shorter, and so recorded before it.
    .sort((a, b) => a.length - b.length);
  const names = new Map(texts.map((text, index) => [text, `shared:${index}`]));
  const rules = texts.map((text): Rule => {
    const { [text]: _, ...others } = Object.fromEntries(names);
    const expr = replaced(text, new Map(Object.entries(others)));
    return { record: names.get(text)!, labels: {}, expr };
  });
  const readers = groups.map((group) => ({
    ...group,
    rules: group.rules.map((rule) => ({ ...rule, expr: replaced(rule.expr, names) })),
  }));
  return rules.length === 0 ? readers : [{ name: "shared", rules }, ...readers];
}

function aggregatesIn(expr: string): readonly string[] {
  return nodesOf(expr)
    .filter((node) => node.name === "AggregateExpr" && isOfItsTime(node))
    .map(({ from, to }) => expr.slice(from, to));
}

function isOfItsTime(node: SyntaxNode): boolean {
  for (let above = node.parent; above; above = above.parent) {
    if (AT_OTHER_TIMES.has(above.name)) return false;
  }
  return true;
}

/** An expression in which the outermost aggregations are replaced by the names of their recordings. */
function replaced(expr: string, names: ReadonlyMap<string, string>): string {
  let text = "";
  let done = 0;
  parsePromQL(expr).iterate({
    enter({ node }) {
      if (AT_OTHER_TIMES.has(node.name)) return false;
      const name = node.name === "AggregateExpr" && names.get(expr.slice(node.from, node.to));
      if (!name) return true;
      text += expr.slice(done, node.from) + name;
      done = node.to;
      return false;
    },
  });
  return text + expr.slice(done);
}
