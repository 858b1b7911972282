import { nodesOf, type SyntaxNode } from "../../../signals/promql/syntax";

/**
 * A query of series of one environment alone: each selector asks for its label.
 *
 * The operator's Prometheus has series of other people, too: kube-prometheus-stack brings a kube-state-metrics of its own,
 * whose job has the name of ours, and kubelets are scraped for all. Every target of ours has the label, and every series that
 * rules of ours make.
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

/** A query within a template of an alert's text, as Go quotes it. */
const ASKED = /\bquery ("(?:[^"\\]|\\.)*")/g;

/** A text of an alert of which each query that it asks is of one environment alone. */
export function scopedText(text: string, environment: string): string {
  return text.replace(ASKED, (_, quoted: string) => {
    const expr = JSON.parse(quoted) as string;
    return `query ${JSON.stringify(scoped(expr, environment))}`;
  });
}
