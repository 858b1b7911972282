import type { RuleGroup } from "../../alert-rules";
import { readOf } from "../../signals/promql/reads";
import { nodesOf, type SyntaxNode } from "../../signals/promql/syntax";
import type { Samples } from "./series";

/** The label that separates outages that are played at the same time, in the rules and in Alertmanager. */
export const OUTAGE_LABEL = "played_outage";

/** A series that every outage has, to tell which outages lack another series. */
const PLAYED = "played";

/** Functions whose result does not have the labels of their input. */
const FORGETFUL = new Set(["absent_over_time", "scalar", "time", "vector"]);

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Combines the series of several outages into those of one Prometheus. */
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

/**
 * The rules, changed so that each outage gets the same results as alone: no aggregation or comparison mixes outages.
 */
export function rulesApart(groups: readonly RuleGroup[]): RuleGroup[] {
  return groups.map((group) => ({
    ...group,
    rules: group.rules.map((rule) => ({ ...rule, expr: keptApart(rule.expr) })),
  }));
}

/**
 * Changes a query so that it gives the same answer for each outage as it would alone: every aggregation and every
 * vector matching keeps the outage label, and absence is determined per outage.
 *
 * @throws for functions that drop labels in other ways
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

/** `absent()` takes its labels from the equality matchers of its selector. */
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
