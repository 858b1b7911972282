import type { LabelValues, Labels } from "../../service/metrics/define";
import type { Query } from "./promql";
import type { Plain } from "./selector";

/** A recording rule as Prometheus reads it. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * The rule that records one series of a catalog of recorded metrics.
 *
 * @param labels all labels that the catalog declares; the query must have none of its own
 */
export function record<V extends Labels>(
  metric: Plain<V>,
  labels: LabelValues<NoInfer<V>>,
  query: Query<never>,
): RecordingRule {
  return { record: metric.name, labels, expr: query.text };
}
