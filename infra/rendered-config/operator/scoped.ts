import { nodesOf, type SyntaxNode } from "../../../signals/promql/syntax";

/**
 * Limits a query to series of one environment by adding its label to each selector.
 *
 * The operator's Prometheus also has other people's series: kube-prometheus-stack includes its own kube-state-metrics,
 * whose job has the same name as ours, and its kubelet metrics cover everything. All our targets have the label, and so
 * do all series that our rules record.
 */
export function scoped(expr: string, environment: string): string {
  const matcher = `environment=${JSON.stringify(environment)}`;
  return nodesOf(expr)
    .filter(({ name }) => name === "VectorSelector")
    .map((node) => insertion(node, expr, matcher))
    .sort((a, b) => b.at - a.at)
    .reduce((text, { at, by }) => text.slice(0, at) + by + text.slice(at), expr);
}

interface Insertion {
  readonly at: number;
  readonly by: string;
}

function insertion(selector: SyntaxNode, expr: string, matcher: string): Insertion {
  const matchers = selector.getChild("LabelMatchers");
  if (!matchers) return { at: selector.to, by: `{${matcher}}` };
  const at = matchers.to - 1;
  const isEmpty = expr.slice(matchers.from + 1, at).trim() === "";
  return { at, by: isEmpty ? matcher : `,${matcher}` };
}

/** A query within the template of an alert's text, in Go's quoting. */
const ASKED = /\bquery ("(?:[^"\\]|\\.)*")/g;

/** Limits each query in the text of an alert to one environment. */
export function scopedText(text: string, environment: string): string {
  return text.replace(ASKED, (_, quoted: string) => {
    const expr = JSON.parse(quoted) as string;
    return `query ${JSON.stringify(scoped(expr, environment))}`;
  });
}
