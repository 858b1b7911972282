import { Counter, Gauge, Histogram, type Registry } from "prom-client";

import { OPEN, type Labels, type LabelValues, type Metric } from "./define";

/** All of a metric's labels, each required: prom-client alone lets a forgotten label through. */
type Labelled<V extends Labels> = keyof V extends never ? [] : [labels: LabelValues<V>];

export interface CounterOf<V extends Labels> {
  inc(...labels: Labelled<V>): void;
  /** Adds `amount`, which may be 0: that makes the series appear before its first event. */
  add(amount: number, ...labels: Labelled<V>): void;
}
export interface GaugeOf<V extends Labels> {
  set(value: number, ...labels: Labelled<V>): void;
  add(amount: number, ...labels: Labelled<V>): void;
  /** Takes every series away: for a value that is not known now, which is neither 0 nor the last one. */
  clear(): void;
}
export interface HistogramOf<V extends Labels> {
  observe(value: number, ...labels: Labelled<V>): void;
  /** Makes the series appear with a count of 0. */
  zero(...labels: Labelled<V>): void;
}

type Instrument<M> =
  M extends Metric<string, "counter", infer V>
    ? CounterOf<V>
    : M extends Metric<string, "gauge", infer V>
      ? GaugeOf<V>
      : M extends Metric<string, "histogram", infer V>
        ? HistogramOf<V>
        : never;

export type Instruments<C> = { readonly [N in keyof C]: Instrument<C[N]> };

/**
 * Creates and registers one instrument for each metric of the catalog. A metric whose label values
 * are all listed starts with every one of its series at 0, so that no panel starts empty and
 * `rate()` sees the first event; one with an `OPEN` label starts with none.
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
  const config = {
    name: metric.name,
    help: metric.help,
    labelNames: Object.keys(metric.labels),
    registers: [registry],
  };
  const known = metric.begins ?? combinations(metric.labels);
  switch (metric.kind) {
    case "counter": {
      const it = new Counter(config);
      for (const labels of known) it.inc(labels, 0);
      return {
        inc: (labels: SomeLabels = {}) => it.inc(labels),
        add: (amount: number, labels: SomeLabels = {}) => it.inc(labels, amount),
      };
    }
    case "gauge": {
      const it = new Gauge(config);
      for (const labels of known) it.set(labels, 0);
      return {
        set: (value: number, labels: SomeLabels = {}) => it.set(labels, value),
        add: (amount: number, labels: SomeLabels = {}) => it.inc(labels, amount),
        clear: () => {
          it.reset();
          // reset() gives a gauge without labels the value 0, which would be a statement.
          if (config.labelNames.length === 0) it.remove();
        },
      };
    }
    case "histogram": {
      const it = new Histogram({
        ...config,
        ...(metric.buckets && { buckets: [...metric.buckets] }),
      });
      for (const labels of known) it.zero(labels);
      return {
        observe: (value: number, labels: SomeLabels = {}) => it.observe(labels, value),
        zero: (labels: SomeLabels = {}) => it.zero(labels),
      };
    }
  }
}

type SomeLabels = Record<string, string>;

/** Every way to fill in the labels; none when a label is `OPEN`, as its values are not known here. */
function combinations(labels: Labels): readonly SomeLabels[] {
  return Object.entries(labels).reduce<readonly SomeLabels[]>(
    (sofar, [label, values]) =>
      values === OPEN
        ? []
        : sofar.flatMap((one) => values.map((value) => ({ ...one, [label]: value }))),
    [{}],
  );
}
