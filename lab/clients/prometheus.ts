import { z } from "zod";

import { urlOf } from "../cluster/layout";
import { getJson } from "./http";

const labels = z.record(z.string(), z.string());
const sample = z.tuple([z.number(), z.string()]);

const vector = z.object({
  data: z.object({
    resultType: z.enum(["vector", "scalar"]),
    result: z.array(z.object({ metric: labels, value: sample })),
  }),
});
const matrix = z.object({
  data: z.object({
    resultType: z.literal("matrix"),
    result: z.array(z.object({ metric: labels, values: z.array(sample) })),
  }),
});
const targets = z.object({
  data: z.object({
    activeTargets: z.array(
      z.object({
        labels,
        health: z.string(),
        lastError: z.string(),
        /** RFC 3339. */
        lastScrape: z.string(),
        scrapeUrl: z.string(),
      }),
    ),
  }),
});
const rules = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        name: z.string(),
        rules: z.array(
          z.object({
            name: z.string(),
            health: z.string(),
            state: z.string().optional(),
            lastError: z.string().optional(),
          }),
        ),
      }),
    ),
  }),
});

/** A series in the result of an instant query. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

function url(path: string, parameters: Readonly<Record<string, string>> = {}): string {
  return `${urlOf("prometheus")}/api/v1/${path}?${new URLSearchParams(parameters).toString()}`;
}

/** The result of an instant query, now or at a time in seconds. */
export async function query(expression: string, time?: number): Promise<readonly Series[]> {
  const parameters: Record<string, string> = { query: expression };
  if (time !== undefined) parameters.time = String(time);
  const { data } = await getJson(url("query", parameters), vector);
  return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
}

/** The single value of a query; 0 if it yields no series. */
export async function number(expression: string): Promise<number> {
  const series = await query(expression);
  if (series.length > 1) throw new Error(`${expression} yields ${String(series.length)} series.`);
  return series[0]?.value ?? 0;
}

/** All values of a range query, one series after the other; times in seconds. */
export async function queryRange(
  expression: string,
  { start, end, step }: { readonly start: number; readonly end: number; readonly step: number },
): Promise<readonly number[]> {
  const [from, to, by] = [start, end, step].map(String) as [string, string, string];
  const parameters = { query: expression, start: from, end: to, step: by };
  const { data } = await getJson(url("query_range", parameters), matrix);
  return data.result.flatMap(({ values }) => values.map(([, value]) => Number(value)));
}

/** Every stored sample of a range selector such as `up[5m]`, as `series@timestamp`. */
export async function samples(rangeSelector: string): Promise<readonly StoredSample[]> {
  const { data } = await getJson(url("query", { query: rangeSelector }), matrix);
  return data.result.flatMap(({ metric, values }) =>
    values.map(([time]) => ({ series: JSON.stringify(metric), time })),
  );
}

/** A stored sample, without its value. */
export interface StoredSample {
  readonly series: string;
  /** Seconds since 1970. */
  readonly time: number;
}

/** The active targets of Prometheus. */
export async function activeTargets() {
  return (await getJson(url("targets", { state: "active" }), targets)).data.activeTargets;
}

/** All rules that Prometheus has loaded. */
export async function loadedRules() {
  return (await getJson(url("rules"), rules)).data.groups.flatMap((group) => group.rules);
}

/**
 * The names of the alerts that fire now, each once. Alerts on objectives are left out: they look back over hours, and
 * fire long after their cause is gone.
 */
export async function firing(): Promise<readonly string[]> {
  const series = await query('ALERTS{alertstate="firing",slo=""}');
  return [...new Set(series.map(({ labels }) => labels.alertname ?? ""))].sort();
}
