import type { Metric as OfRegistry, Registry } from "prom-client";

import { OPEN, type Labels, type LabelValues, type Metric } from "./define";
import { Family, type SomeLabels } from "./family";
import { CounterSeries, GaugeSeries, HistogramSeries } from "./series";

/** All labels of a metric, each required: prom-client by itself accepts a missing label. */
type Labelled<V extends Labels> = keyof V extends never ? [] : [labels: LabelValues<V>];

export interface CounterOf<V extends Labels> {
  inc(...labels: Labelled<V>): void;
  /** Adds `amount`, which may be 0 to make the series appear before its first event. */
  add(amount: number, ...labels: Labelled<V>): void;
  /** The series itself, which begins at 0: for code that counts often. */
  labels(...labels: Labelled<V>): CounterSeries;
}
export interface GaugeOf<V extends Labels> {
  set(value: number, ...labels: Labelled<V>): void;
  add(amount: number, ...labels: Labelled<V>): void;
  /** The series itself, which begins at 0: for code that sets it often. */
  labels(...labels: Labelled<V>): GaugeSeries;
  /** Removes every series: for a value that is unknown now, which is neither 0 nor the last value. */
  clear(): void;
}
export interface HistogramOf<V extends Labels> {
  observe(value: number, ...labels: Labelled<V>): void;
  /** The series itself, which begins with a count of 0: for code that observes often. */
  labels(...labels: Labelled<V>): HistogramSeries;
}

type Instrument<M> =
  M extends Metric<string, "counter", infer V>
    ? CounterOf<V>
    : M extends Metric<string, "gauge", infer V>
      ? GaugeOf<V>
      : M extends Metric<string, "histogram", infer V>
        ? HistogramOf<V>
        : never;

/** The instrument of each metric in a catalog, by the metric's name. */
export type Instruments<C> = { readonly [N in keyof C]: Instrument<C[N]> };

/**
 * Creates and registers one instrument for each metric of the catalog. A metric whose label values are all listed
 * starts with every one of its series at 0, so that no panel starts empty and `rate()` sees the first event; one with
 * an `OPEN` label starts with none.
 */
export function instrument<C extends Readonly<Record<string, Metric>>>(
  catalog: C,
  registry: Registry,
): Instruments<C> {
  const created = Object.values(catalog).map((metric) => [
    metric.name,
    createInstrument(metric, registry),
  ]);
  return Object.fromEntries(created) as Instruments<C>;
}

function createInstrument(metric: Metric, registry: Registry) {
  switch (metric.kind) {
    case "counter": {
      const it = register(metric, registry, () => new CounterSeries());
      return {
        inc: (labels: SomeLabels = {}) => it.labels(labels).inc(),
        add: (amount: number, labels: SomeLabels = {}) => it.labels(labels).add(amount),
        labels: (labels: SomeLabels = {}) => it.labels(labels),
      };
    }
    case "gauge": {
      const it = register(metric, registry, () => new GaugeSeries());
      return {
        set: (value: number, labels: SomeLabels = {}) => it.labels(labels).set(value),
        add: (amount: number, labels: SomeLabels = {}) => it.labels(labels).add(amount),
        labels: (labels: SomeLabels = {}) => it.labels(labels),
        clear: () => it.clear(),
      };
    }
    case "histogram": {
      const bounds = metric.buckets ?? [];
      const it = register(metric, registry, () => new HistogramSeries(bounds));
      return {
        observe: (value: number, labels: SomeLabels = {}) => it.labels(labels).observe(value),
        labels: (labels: SomeLabels = {}) => it.labels(labels),
      };
    }
  }
}

function register<S extends CounterSeries | GaugeSeries | HistogramSeries>(
  { name, help, kind, labels, begins }: Metric,
  registry: Registry,
  create: () => S,
): Family<S> {
  const named = { name, help, type: kind, labelNames: Object.keys(labels) };
  const it = new Family(named, create);
  for (const known of begins ?? combinations(labels)) it.labels(known);
  // The type requires one of prom-client's classes; at runtime only get() is called.
  registry.registerMetric(it as unknown as OfRegistry);
  return it;
}

/** All combinations of label values; none if a label is `OPEN`, because its values are unknown here. */
function combinations(labels: Labels): readonly SomeLabels[] {
  return Object.entries(labels).reduce<readonly SomeLabels[]>(
    (sofar, [label, values]) =>
      values === OPEN
        ? []
        : sofar.flatMap((one) => values.map((value) => ({ ...one, [label]: value }))),
    [{}],
  );
}
