import type { Query } from "./promql";

/** The same series with one label renamed, for what several kinds of objects have in common. */
export function renamed<L extends string, const F extends L, const T extends string>(
  query: Query<L>,
  from: F,
  to: T,
): Query<Exclude<L, F> | T> {
  const kept = query.labels.filter((label): label is Exclude<L, F> => label !== from);
  const labels = [...kept, to];
  // label_join() keeps the label that it copies, so the aggregation drops it. label_replace() would need "$1", which
  // Grafana takes for a variable.
  const copied = `label_join(${query.text}, "${to}", "", "${from}")`;
  return { ...query, text: `max by (${labels.join(", ")}) (${copied})`, labels };
}

/** The same series with an additional label that has one value. */
export function labelled<L extends string, const T extends string>(
  query: Query<L>,
  label: T,
  value: string,
): Query<L | T> {
  const text = `label_replace(${query.text}, "${label}", "${value}", "", "")`;
  return { ...query, text, labels: [...query.labels, label] };
}
