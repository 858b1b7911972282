import type { Query } from "../signals/promql/promql";
import type { Quantity } from "../signals/promql/units";

/**
 * One text for the series of a query, separated by commas: what Prometheus finds when it renders the alert.
 * An alert can so name what it is about without a label, which would make it one alert for each.
 *
 * @param label whose value stands for a series
 */
export function eachOf<L extends string>(query: Query<L>, label: NoInfer<L>): string {
  // Prometheus returns the series in any order.
  const series = `query ${JSON.stringify(query.text)} | sortByLabel "${label}"`;
  return `{{ range $i, $s := ${series} }}{{ if $i }}, {{ end }}{{ $s.Labels.${label} }}{{ end }}`;
}

/**
 * The same of those series alone that share a label's value with the alert: a query in an alert's text cannot be
 * written before that value is known.
 */
export function eachWith<L extends string>(
  query: Query<L>,
  shared: NoInfer<L>,
  label: NoInfer<L>,
): string {
  const series = `query ${JSON.stringify(query.text)} | sortByLabel "${label}"`;
  const ours = `if eq $s.Labels.${shared} $labels.${shared}`;
  return `{{ $comma := "" }}{{ range $s := ${series} }}{{ ${ours} }}{{ $comma }}{{ $s.Labels.${label} }}{{ $comma = ", " }}{{ end }}{{ end }}`;
}

/**
 * The same of those series that share some labels' values with the alert, each in words of its own, and nothing where
 * there are none.
 *
 * @param item an action of Go's templates for one series, `$s`
 * @param before what comes before the first
 */
export function listWith<L extends string>(
  query: Query<L>,
  shared: readonly NoInfer<L>[],
  item: string,
  { before = "", only = "true" }: { readonly before?: string; readonly only?: string } = {},
): string {
  const series = `query ${JSON.stringify(query.text)}`;
  const ours = shared.map((label) => `(eq $s.Labels.${label} $labels.${label})`).join(" ");
  return `{{ $comma := "${before}" }}{{ range $s := ${series} }}{{ if and ${ours} ${only} }}{{ $comma }}${item}{{ $comma = ", " }}{{ end }}{{ end }}`;
}

/** A text that is said where some series of a query shares a label's value with the alert, and nothing else. */
export function whereSo<L extends string>(
  query: Query<L>,
  shared: NoInfer<L>,
  text: string,
): string {
  return `{{ range $s := query ${JSON.stringify(query.text)} }}{{ if eq $s.Labels.${shared} $labels.${shared} }}${text}{{ end }}{{ end }}`;
}

/** What to say of `allDown()`, whose value is a share below 1, or where there is no target at all, and the value is 1. */
export function downOrAbsent(text: { readonly down: string; readonly absent: string }): string {
  return `{{ if lt $value 1.0 }}${text.down}{{ else }}${text.absent}{{ end }}`;
}

/** A share for a person: 0.07 is 7%, where 0.07 * 100 would be 7.000000000000001. */
export function percentText(share: Quantity<"ratio">): string {
  return `${Number((share.value * 100).toPrecision(6))}%`;
}

/** The value of a query that yields one share: what Prometheus finds when it renders the alert. */
export function shareOf(query: Query<never>): string {
  return `{{ with query ${JSON.stringify(query.text)} }}{{ . | first | value | humanizePercentage }}{{ end }}`;
}
