import type { Kind, LabelOf, Labels, Metric } from "../../service/metrics/define";
import { TARGET_LABELS } from "./targets";
import type { TargetLabel, TargetLabels } from "./targets";

/** A metric with one series for each label set, unlike a histogram, which is read through `buckets()`. */
export type Plain<V extends Labels = Labels> = Metric<string, "counter" | "gauge", V>;

/** The series of one metric, such as `http_requests_total{status=~"5.."}`. */
export interface Selector<L extends string = string> {
  readonly kind: "selector";
  readonly metric: string;
  readonly of: Kind;
  readonly labels: readonly L[];
  readonly text: string;
}

/** Every value but these. */
export interface Not<S extends string = string> {
  readonly kind: "not";
  readonly values: readonly S[];
}

/** One value, any of several, all except several, or a regular expression that matches the whole value. */
type Matcher<S extends string = string> = S | readonly S[] | Not<S> | RegExp;

type ValueOf<V> = V extends readonly (infer S extends string)[] ? S : string;

/** Matchers for a metric's own labels. */
export type OwnMatchers<V extends Labels> = {
  readonly [L in keyof V]?: Matcher<ValueOf<V[L]>>;
};

type Matchers<V extends Labels> = OwnMatchers<V> & {
  readonly [L in TargetLabel]?: Matcher<ValueOf<TargetLabels[L]>>;
};

/** Matches every value except these. */
export function not<const S extends string>(...values: readonly S[]): Not<S> {
  return { kind: "not", values };
}

/** Narrows a metric to some of its series. A label or a value that the catalog does not name does not compile. */
export function where<V extends Labels>(
  metric: Plain<V>,
  matchers: Matchers<NoInfer<V>>,
): Selector<LabelOf<V> | TargetLabel> {
  return select(metric, metric.name, [], matchers);
}

/** The buckets of a histogram, for `histogram_quantile` over a sum that keeps `le`. */
export function buckets<V extends Labels>(
  metric: Metric<string, "histogram", V>,
  matchers: Matchers<NoInfer<V>> = {},
): Selector<LabelOf<V> | TargetLabel | "le"> {
  return select(metric, `${metric.name}_bucket`, ["le"], matchers);
}

function select<L extends string>(
  metric: Metric,
  series: string,
  extra: readonly string[],
  matchers: object,
): Selector<L> {
  const known: Labels = { ...metric.labels, ...TARGET_LABELS };
  const rendered = Object.entries(matchers)
    .filter(([, matcher]) => matcher !== undefined)
    .map(([label, matcher]) => {
      assertMatches(metric.name, label, matcher as Matcher, known[label]);
      return renderMatcher(label, matcher as Matcher);
    });
  return {
    kind: "selector",
    metric: series,
    of: metric.kind,
    labels: [...Object.keys(known), ...extra] as L[],
    text: rendered.length > 0 ? `${series}{${rendered.join(",")}}` : series,
  };
}

/** The compiler checks plain values, but cannot look into a regular expression. */
function assertMatches(
  metric: string,
  label: string,
  matcher: Matcher,
  values: readonly string[] | null | undefined,
): void {
  if (!(matcher instanceof RegExp) || !values) return;
  const whole = new RegExp(`^(?:${matcher.source})$`);
  if (!values.some((value) => whole.test(value))) {
    throw new Error(
      `${metric}: ${String(matcher)} matches no value of "${label}" (${values.join(", ")}).`,
    );
  }
}

function renderMatcher(label: string, matcher: Matcher): string {
  if (typeof matcher === "string") return `${label}=${JSON.stringify(matcher)}`;
  if (matcher instanceof RegExp) {
    // Only JavaScript needs a slash to be escaped.
    return `${label}=~${JSON.stringify(matcher.source.replaceAll("\\/", "/"))}`;
  }
  const [values, single, several] =
    "kind" in matcher ? [matcher.values, "!=", "!~"] : [matcher, "=", "=~"];
  return values.length === 1
    ? `${label}${single}${JSON.stringify(values[0])}`
    : `${label}${several}${JSON.stringify(alternatives(values))}`;
}

function alternatives(values: readonly string[]): string {
  return values.map((value) => value.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|");
}
