export type Kind = "counter" | "gauge" | "histogram";

/** For a label whose values are bounded elsewhere: routes by the router, status codes by HTTP. */
export const OPEN = null;

/** A metric's labels: for each its name and every value it can take, or `OPEN`. */
export type Labels = Readonly<Record<string, readonly string[] | null>>;

/** A catalog's entry for one metric. Its name is its key, so it is written only once. */
export interface Spec<K extends Kind = Kind, V extends Labels = Labels> {
  readonly kind: K;
  readonly help: string;
  readonly labels: V;
  /** Upper bounds of a histogram's buckets, ascending, in the metric's unit, without +Inf. */
  readonly buckets?: readonly number[];
  /** Why the metric may have no series while all is well. @default it always has some */
  readonly absentWhile?: string;
  /** How a missing series can be recognized if the metric is sometimes absent. */
  readonly shown?: Shown;
  /** For a limit: 0 means no limit, so a comparison with it compares with nothing. */
  readonly zeroIsNone?: true;
  /** The series that begin at 0, if not every combination of label values can occur. */
  readonly begins?: readonly Readonly<Record<string, string>>[];
}

/** Optional parts of a stack; without one of them, some metrics of targets that always exist are absent. */
export const PARTS = [
  "alertmanagers",
  "certificates",
  "kafka",
  "languageModel",
  "mongodb",
  "mongodbReplicaSet",
] as const;
export type Part = (typeof PARTS)[number];

/** How to recognize that a metric which may be absent is missing. */
export interface Shown {
  /** A metric of the same target that exists for each object that this one could report on. */
  readonly with?: string;
  /** A gauge of the same target that is 1 while this metric has something to report. */
  readonly while?: string;
  /** A part of a stack without which the metric never exists; alone, with which it always does. */
  readonly of?: Part;
}

/** A catalog's entry together with its name. */
export interface Metric<
  N extends string = string,
  K extends Kind = Kind,
  V extends Labels = Labels,
> extends Spec<K, V> {
  readonly name: N;
}

/** The names of a metric's labels. */
export type LabelOf<V extends Labels> = keyof V & string;

/** The values that each label of a metric may have. */
export type LabelValues<V extends Labels> = {
  readonly [L in keyof V]: V[L] extends readonly (infer S extends string)[] ? S : string;
};

type NoLabels = Readonly<Record<never, never>>;

export function counter(help: string): Spec<"counter", NoLabels>;
export function counter<const V extends Labels>(
  help: string,
  labels: V,
  begins?: readonly LabelValues<V>[],
): Spec<"counter", V>;
export function counter(
  help: string,
  labels: Labels = {},
  begins?: Spec["begins"],
): Spec<"counter"> {
  return { kind: "counter", help, labels, ...(begins && { begins }) };
}

export function gauge(help: string): Spec<"gauge", NoLabels>;
export function gauge<const V extends Labels>(help: string, labels: V): Spec<"gauge", V>;
export function gauge(help: string, labels: Labels = {}): Spec<"gauge"> {
  return { kind: "gauge", help, labels };
}

/** @param buckets upper bounds, ascending, in the metric's unit, without +Inf */
export function histogram(help: string, buckets: readonly number[]): Spec<"histogram", NoLabels>;
export function histogram<const V extends Labels>(
  help: string,
  buckets: readonly number[],
  labels: V,
  begins?: readonly LabelValues<V>[],
): Spec<"histogram", V>;
export function histogram(
  help: string,
  buckets: readonly number[],
  labels: Labels = {},
  begins?: Spec["begins"],
): Spec<"histogram"> {
  return { kind: "histogram", help, labels, buckets, ...(begins && { begins }) };
}

/**
 * A metric that may have no series while all is well, so that its absence leaves no alert blind.
 *
 * @param shown how a missing series can be recognized; left out: not at all
 */
export function sometimes<K extends Kind, V extends Labels>(
  absentWhile: string,
  spec: Spec<K, V>,
  shown?: Shown,
): Spec<K, V> {
  return { ...spec, absentWhile, ...(shown && { shown }) };
}

/** A gauge of a limit, where 0 means no limit. */
export function limit<const V extends Labels>(help: string, labels: V): Spec<"gauge", V> {
  return { ...gauge(help, labels), zeroIsNone: true };
}

interface Suffix {
  counter: `${string}_total`;
  gauge: string;
  histogram: `${string}_${"seconds" | "bytes"}`;
}

/** Turns a badly named metric into a type error on its own line, not on the whole catalog. */
type WellNamed<S extends Readonly<Record<string, Spec>>> = {
  readonly [N in keyof S]: N extends Suffix[S[N]["kind"]]
    ? S[N]
    : { error: `the name of a ${S[N]["kind"]} must match`; pattern: Suffix[S[N]["kind"]] };
};

export type Catalog<S extends Readonly<Record<string, Spec>>> = {
  readonly [N in keyof S & string]: S[N] extends Spec<infer K, infer V> ? Metric<N, K, V> : never;
};

/** Metrics of our own, whose names must follow the Prometheus naming rules. */
export function defineMetrics<const S extends Readonly<Record<string, Spec>>>(
  specs: S & WellNamed<S>,
): Catalog<S> {
  return describeMetrics<S>(specs);
}

/** Metrics of a third-party exporter, whatever their names. */
export function describeMetrics<const S extends Readonly<Record<string, Spec>>>(
  specs: S,
): Catalog<S> {
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [name, { name, ...spec }]),
  ) as Catalog<S>;
}
