import type { Query } from "../signals/promql/promql";
import type { Quantity } from "../signals/promql/units";

/**
 * Template text that lists the series of a query, separated by commas, as Prometheus finds them when it renders the
 * alert. An alert can thus name its subjects without a label, which would make one alert of each.
 *
 * @param label the label whose value represents a series
 */
export function eachOf<L extends string>(query: Query<L>, label: NoInfer<L>): string {
  // Sorted, because Prometheus returns the series in any order.
  const series = `query ${JSON.stringify(query.text)} | sortByLabel "${label}"`;
  return `{{ range $i, $s := ${series} }}{{ if $i }}, {{ end }}{{ $s.Labels.${label} }}{{ end }}`;
}

/**
 * The same, limited to series that share a label's value with the alert: a query in an alert's text cannot contain that
 * value, which is only known when the text is rendered.
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
 * The same for series that share several labels' values with the alert, each formatted by `item`; nothing if there are
 * none.
 *
 * @param item a Go template action for one series, `$s`
 * @param before text before the first item
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

/** A text that is shown if some series of a query shares a label's value with the alert. */
export function whereSo<L extends string>(
  query: Query<L>,
  shared: NoInfer<L>,
  text: string,
): string {
  return `{{ range $s := query ${JSON.stringify(query.text)} }}{{ if eq $s.Labels.${shared} $labels.${shared} }}${text}{{ end }}{{ end }}`;
}

/** Text for `allDown()`, whose value is a share below 1, or 1 if there is no target at all. */
export function downOrAbsent(text: { readonly down: string; readonly absent: string }): string {
  return `{{ if lt $value 1.0 }}${text.down}{{ else }}${text.absent}{{ end }}`;
}

/** A share for people: 0.07 is 7%, although 0.07 * 100 is 7.000000000000001. */
export function percentText(share: Quantity<"ratio">): string {
  return `${Number((share.value * 100).toPrecision(6))}%`;
}

/** The value of a query with a single share as a result, as Prometheus finds it when it renders the alert. */
export function shareOf(query: Query<never>): string {
  return `{{ with query ${JSON.stringify(query.text)} }}{{ . | first | value | humanizePercentage }}{{ end }}`;
}
