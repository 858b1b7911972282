import type { LabelOf, Labels, Metric } from "../../service/metrics/define";
import { buckets } from "./selector";
import type { Selector } from "./selector";
import type { TargetLabel } from "./targets";

/**
 * One bucket of a histogram: the observations of at most `bound`, or all of them with `Infinity`.
 *
 * @throws if the histogram has no such bucket
 */
export function bucket<V extends Labels>(
  metric: Metric<string, "histogram", V>,
  bound: number,
  matchers: NoInfer<Parameters<typeof buckets<V>>[1]> = {},
): Selector<LabelOf<V> | TargetLabel> {
  const bounds = metric.buckets ?? [];
  if (bound !== Infinity && !bounds.includes(bound)) {
    throw new Error(
      `${metric.name} has no bucket up to ${bound}. Take one of ${bounds.join(", ")}, or give it one.`,
    );
  }
  const all = buckets(metric, matchers);
  const others = all.text.slice(all.metric.length + 1, -1);
  return {
    ...all,
    text: `${all.metric}{${[others, le(bound)].filter((matcher) => matcher !== "").join(",")}}`,
    labels: all.labels.filter((label) => label !== "le"),
  };
}

/** Prometheus 3 stores `le="2"` as `le="2.0"`; series from elsewhere may have either form. */
function le(bound: number): string {
  if (bound === Infinity) return 'le="+Inf"';
  return Number.isInteger(bound) ? `le=~"${bound}|${bound}\\\\.0"` : `le="${bound}"`;
}
