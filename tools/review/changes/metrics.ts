import { autoscalerOf } from "../../render/objects";
import { change, type Change, type Fact } from "../change";
import type { Model } from "../model/model";
import type { MetricEntry } from "../model/shapes";
import { counted, listed } from "../words/text";

/**
 * What is different about the declared metrics, with an estimate of their series: all combinations of declared label
 * values, on each pod. Empty if a side does not list its metrics.
 */
export function metricChanges(before: Model, after: Model): readonly Change[] {
  if (!before.metrics || !after.metrics) return [];
  const [was, is] = [byName(before.metrics), byName(after.metrics)];
  return [...new Map([...was, ...is]).keys()].flatMap((key) => {
    const [old, now] = [was.get(key), is.get(key)];
    if (!now) {
      const facts = [{ what: "gone" }];
      const effects = readersOf(before, old?.name ?? "");
      return change("metric", old?.name ?? key, facts, { rank: "deletion", effects });
    }
    if (!old) {
      const labels = Object.keys(now.labels);
      const facts = [
        { what: `new ${now.kind}${labels.length > 0 ? ` by ${listed(labels)}` : ""}` },
      ];
      return change("metric", now.name, facts, { effects: seriesEffect(now, after) });
    }
    const facts = metricFacts(old, now);
    if (facts.length === 0) return [];
    const [from, to] = [seriesText(old, before), seriesText(now, after)];
    const effects = from === to ? [] : [{ what: "estimated series", from, to }];
    return change("metric", now.name, facts, { effects });
  });
}

function metricFacts(old: MetricEntry, now: MetricEntry): readonly Fact[] {
  const labels = new Set([...Object.keys(old.labels), ...Object.keys(now.labels)]);
  return [
    ...(old.kind === now.kind ? [] : [{ what: "kind", from: old.kind, to: now.kind }]),
    ...[...labels].flatMap((label) => labelFacts(label, old.labels[label], now.labels[label])),
    ...(JSON.stringify(old.buckets) === JSON.stringify(now.buckets)
      ? []
      : [{ what: "buckets", from: bucketsText(old), to: bucketsText(now) }]),
  ];
}

type Values = readonly string[] | null | undefined;

function labelFacts(label: string, was: Values, is: Values): readonly Fact[] {
  if (JSON.stringify(was) === JSON.stringify(is)) return [];
  if (was === undefined) return [{ what: `label ${label} added` }];
  if (is === undefined) return [{ what: `label ${label} gone` }];
  if (was === null || is === null) {
    return [{ what: `values of ${label}`, from: valuesText(was), to: valuesText(is) }];
  }
  const added = is.filter((value) => !was.includes(value)).map((value) => `+${value}`);
  const gone = was.filter((value) => !is.includes(value)).map((value) => `-${value}`);
  return [{ what: `values of ${label} ${[...gone, ...added].join(", ")}` }];
}

function valuesText(values: readonly string[] | null): string {
  return values === null ? "open" : values.join(", ");
}

function bucketsText({ buckets }: MetricEntry): string {
  return buckets === undefined ? "none" : buckets.join(", ");
}

function seriesEffect(metric: MetricEntry, model: Model): readonly Fact[] {
  return [{ what: `estimated new series: ${seriesText(metric, model)}` }];
}

/** The estimated number of series. For labels with open values it is a number per value. */
function seriesText({ kind, labels, buckets = [], job }: MetricEntry, model: Model): string {
  const combinations = Object.values(labels).reduce(
    (all, values) => all * (values?.length ?? 1),
    1,
  );
  // One series per bucket, +Inf, the sum and the count.
  const each = kind === "histogram" ? buckets.length + 3 : 1;
  const pods = job === undefined ? 1 : podsOf(job, model);
  const open = Object.entries(labels).flatMap(([label, values]) =>
    values === null ? [label] : [],
  );
  const perValue = open.length > 0 ? ` for each ${listed(open)}` : "";
  return `${combinations * each * pods}${perValue}${pods > 1 ? ` on ${counted(pods, "pod")}` : ""}`;
}

function podsOf(job: string, { objects }: Model): number {
  const resource = [...objects.values()].find(
    ({ kind, metadata }) => ["Deployment", "StatefulSet"].includes(kind) && metadata.name === job,
  );
  const autoscaler = resource && autoscalerOf(resource, [...objects.values()]);
  const { replicas } = (resource?.spec ?? {}) as { readonly replicas?: number };
  const { minReplicas } = (autoscaler?.spec ?? {}) as { readonly minReplicas?: number };
  return replicas ?? minReplicas ?? 1;
}

/** The alerts that read a metric, which can no longer fire. */
function readersOf({ groups }: Model, name: string): readonly Fact[] {
  const reads = new RegExp(`\\b${name}(_bucket|_count|_sum)?\\b`);
  const alerts = groups
    .flatMap(({ rules }) => rules)
    .flatMap(({ alert, expr }) => (alert !== undefined && reads.test(expr) ? [alert] : []));
  return alerts.length > 0 ? [{ what: `read by ${listed([...new Set(alerts)])}` }] : [];
}

function byName(metrics: readonly MetricEntry[]): ReadonlyMap<string, MetricEntry> {
  return new Map(metrics.map((metric) => [`${metric.origin} ${metric.name}`, metric]));
}
