import type { RuleGroup } from "../../alert-rules";
import { readOf } from "../../signals/promql/reads";
import { nodesOf, type SyntaxNode } from "../../signals/promql/syntax";
import type { Samples } from "./series";

/** The label that keeps outages apart that are played at once: in the rules, and in Alertmanager. */
export const OUTAGE_LABEL = "played_outage";

/** A series that each of them has, from which follows what another of its series is missing in. */
const PLAYED = "played";

/** Functions whose answer bears no labels of what they read. */
const FORGETFUL = new Set(["absent_over_time", "scalar", "time", "vector"]);

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The series of several outages as those of one Prometheus. */
export function together(
  outages: readonly ReadonlyMap<string, Samples>[],
): ReadonlyMap<string, Samples> {
  return new Map(
    outages.flatMap((series, index) => {
      const label = `${OUTAGE_LABEL}="${index}"`;
      const [samples = []] = series.values();
      return [
        [`${PLAYED}{${label}}`, samples.map(() => 1)] as const,
        ...[...series].map(
          ([name, samples]) => [name.replace("{", `{${label},`), samples] as const,
        ),
      ];
    }),
  );
}

/** The rules as each outage alone would have them: what they sum up or compare is of one and the same. */
export function rulesApart(groups: readonly RuleGroup[]): RuleGroup[] {
  return groups.map((group) => ({
    ...group,
    rules: group.rules.map((rule) => ({ ...rule, expr: keptApart(rule.expr) })),
  }));
}

/**
 * A query that answers of each outage what it would answer if there were no other: every aggregation and every matching
 * keeps the outages' label, and what is absent is so in each.
 *
 * @throws on functions that lose labels otherwise
 */
export function keptApart(expr: string): string {
  const edits = nodesOf(expr).flatMap((node) => editOf(node, expr));
  let text = "";
  let done = 0;
  for (const edit of edits.sort((a, b) => a.from - b.from)) {
    text += expr.slice(done, edit.from) + edit.text;
    done = edit.to;
  }
  return text + expr.slice(done);
}

function editOf(node: SyntaxNode, expr: string): readonly Edit[] {
  switch (node.name) {
    case "AggregateExpr": {
      const operator = node.getChild("AggregateOp");
      if (node.getChild("AggregateModifier") || !operator) return [];
      return [{ from: operator.to, to: operator.to, text: ` by (${OUTAGE_LABEL}) ` }];
    }
    case "AggregateModifier":
    case "MatchingModifierClause":
      return node.getChild("By") || node.getChild("On") ? alsoBy(node, expr) : [];
    case "FunctionCall": {
      const name = expr.slice(node.from, node.getChild("FunctionIdentifier")?.to);
      if (FORGETFUL.has(name)) throw new Error(`${name}() cannot be kept apart: ${expr}`);
      return name === "absent" ? [absentFrom(node, expr)] : [];
    }
    default:
      return [];
  }
}

function alsoBy(node: SyntaxNode, expr: string): readonly Edit[] {
  const labels = node.getChild("GroupingLabels");
  if (!labels) throw new Error(`No labels in ${expr.slice(node.from, node.to)}: ${expr}`);
  const at = labels.to - 1;
  const none = labels.getChild("LabelName") === null;
  return [{ from: at, to: at, text: none ? OUTAGE_LABEL : `, ${OUTAGE_LABEL}` }];
}

/** `absent()` takes its labels from the selector's equalities. */
function absentFrom(node: SyntaxNode, expr: string): Edit {
  const selector = node.getChild("FunctionCallBody")?.getChild("VectorSelector");
  if (!selector) throw new Error(`absent() of what is no selector cannot be kept apart: ${expr}`);
  const { matchers, text } = readOf(selector, expr);
  const labelled = matchers
    .filter(({ operator }) => operator === "=")
    .reduce(
      (inner, { label, value }) =>
        `label_replace(${inner}, "${label}", ${JSON.stringify(value)}, "", "")`,
      `max by (${OUTAGE_LABEL}) (${PLAYED})`,
    );
  const instead = `(${labelled} unless on (${OUTAGE_LABEL}) ${text})`;
  return { from: node.from, to: node.to, text: instead };
}
