import type { Metric } from "../../../service/metrics/define";
import { takes, type LabelMatcher, type Read } from "../../../signals/promql/reads";
import { TARGET_LABELS } from "../../../signals/promql/targets";
import { textOf } from "../graph/graph";
import { SERIES } from "../../../signals/series";
import type { Check } from "./check";

/** Selectors that no series can match, because the metric lacks the label, or the label never has the value. */
export const matchers: Check = {
  name: "matcher",
  faults({ queries }) {
    return queries.flatMap(({ from, reads }) =>
      reads.flatMap((read) =>
        read.matchers.flatMap((matcher) => {
          const wrong = wrongness(matcher, read);
          if (wrong === undefined) return [];
          return {
            what: `${textOf(from)} reads ${read.text}: ${wrong}`,
            where: from.place,
            why: "No series matches: the panel stays empty, or the alert never fires.",
            fix: "Write it with where(), which knows the catalog's labels and their values.",
          };
        }),
      ),
    );
  },
};

function wrongness(matcher: LabelMatcher, { series }: Read): string | undefined {
  const { label, operator, value } = matcher;
  const metric = SERIES.get(series)?.metric;
  if (!metric) return undefined;
  const values = valuesOf(metric, label);
  if (values === undefined) return `${metric.name} has no label ${label}`;
  if (values === null || operator.startsWith("!")) return undefined;
  // The value of a variable depends on the viewer.
  if (value.includes("$")) return undefined;
  if (values.some((each) => takes(matcher, each))) return undefined;
  return `${label} is never ${value}; its values are ${values.join(", ")}`;
}

/** The possible values of a metric's label; null if they are unknown, undefined if there is no such label. */
function valuesOf(metric: Metric, label: string): readonly string[] | null | undefined {
  if (label === "le" && metric.buckets) return [...metric.buckets.map(String), "+Inf"];
  return (
    metric.labels[label] ?? (label in { ...metric.labels, ...TARGET_LABELS } ? null : undefined)
  );
}
