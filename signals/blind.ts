import { postgresExporter } from "./exporters/postgresExporter";
import { prometheus as p } from "./exporters/prometheus";
import { by, promql } from "./promql/promql";
import type { Query } from "./promql/promql";
import { where } from "./promql/selector";
import { Condition, Signal } from "./promql/signal";
import type { Duration } from "./promql/units";
import type { Job } from "./exporters/targets";
import { OURS, type Namespace } from "./namespaces";
import { SERIES } from "./series";

/** A series of a job that alerts read, and the names of those alerts. */
export interface Watched {
  readonly series: string;
  /**
   * Matchers for the part of the series that the alerts read, if some series always matches them. Left out: they read
   * all of it.
   */
  readonly where?: string;
  /** Whether they need a value above 0, because 0 means no limit. */
  readonly above0?: boolean;
  /** A gauge of the same job; while it is not 1, the series may be absent. */
  readonly whileOne?: string;
  readonly by: readonly string[];
}

/** The namespaces (by their default names) in which a stack has objects that are reported for each namespace. */
export interface Places {
  /** @default none */
  readonly statefulSetsIn?: readonly Namespace[];
  /** @default none */
  readonly volumesIn?: readonly Namespace[];
}

/** A job's targets are up most of a window, and none of them exposes some series that alerts read. */
export function blindOf(
  job: Job,
  watched: readonly Watched[],
  window: Duration,
  places: Places = {},
): Condition<"job" | "metric" | "blind", "count"> {
  const up = new Condition(
    promql`max by (${by("job")}) (${where(p.up, { job })}) == 1`,
    "count",
    `some target of ${job} is up`,
  ).mostOf(window);
  const absent = watched.flatMap((each) => [
    missing(job, each),
    ...(wholly(each)
      ? placesOf(places)
          .filter(({ series }) => series === each.series)
          .flatMap((of) => of.values.map((value) => missingOf(job, each, of.label, value)))
      : []),
  ]);
  const reads = Object.assign({}, ...absent.map((query) => query.reads)) as Query["reads"];
  const words = [...new Set(watched.map((each) => `\`${nameOf(each)}\``))];
  return new Condition(
    {
      kind: "query",
      text: `(${absent.map(({ text }) => text).join(" or ")}) and on (job) (${up.query.text})`,
      labels: ["job", "metric", "blind"],
      reads: { ...reads, ...up.query.reads },
    },
    "count",
    `${up.words}, and there is no ${words.join(", no ")}`,
  );
}

const wholly = ({ where: some, above0 }: Watched) => some === undefined && above0 !== true;

/** The missing thing in readable form: a series, or the part of it that is read. */
function nameOf({ series, where: some, above0 = false }: Watched): string {
  return `${series}${some === undefined ? "" : `{${some}}`}${above0 ? " above 0" : ""}`;
}

/** One series if the watched one is missing, labelled with its name and the alerts that read it. */
function missing(job: Job, watched: Watched): Query {
  const { series, where: some, above0 = false, whileOne } = watched;
  const of = `job=${JSON.stringify(job)}`;
  // An instant read, not one over a window: these are most of the series that Prometheus has, and this check is all
  // that they are read for.
  const gone = `absent(${series}{${of}${some === undefined ? "" : `,${some}`}}${above0 ? " > 0" : ""})`;
  // If the whole series is gone, its own entry reports that.
  const others = wholly(watched) ? "" : ` and on () count(${series}{${of}})`;
  const asked = whileOne === undefined ? "" : ` and on () (max(${whileOne}{${of}}) == 1)`;
  return told(job, watched, `${gone}${others}${asked}`, nameOf(watched));
}

/**
 * Series that must exist for each of several namespaces: kube-state-metrics has a separate Role in each namespace, and
 * each node reports its own volumes. Series of other namespaces would hide that ours are gone.
 */
function placesOf({ statefulSetsIn = [], volumesIn = [] }: Places) {
  return [
    { series: "kube_pod_container_status_ready", label: "namespace", values: OURS },
    { series: "kube_deployment_spec_replicas", label: "namespace", values: OURS },
    { series: "kube_statefulset_replicas", label: "namespace", values: statefulSetsIn },
    { series: "container_memory_working_set_bytes", label: "namespace", values: OURS },
    { series: "container_cpu_usage_seconds_total", label: "namespace", values: OURS },
    { series: "kubelet_volume_stats_available_bytes", label: "namespace", values: volumesIn },
  ] as const;
}

/** The same for a series that exists for other namespaces but not for this one, which is named beside the series. */
function missingOf(job: Job, watched: Watched, label: string, place: string): Query {
  const { series } = watched;
  const [of, its] = [JSON.stringify(job), JSON.stringify(place)];
  const gone = `absent(${series}{job=${of},${label}=${its}}) and on () count(${series}{job=${of},${label}!=""})`;
  return told(job, watched, gone, `${series} of ${place}`);
}

/** What is missing, as one series with only the labels that describe it. */
function told(job: Job, watched: Watched, gone: string, metric: string) {
  const { series, by: alerts, whileOne } = watched;
  const kindOf = (name: string) => {
    const known = SERIES.get(name);
    if (!known) throw new Error(`No catalog declares ${name}.`);
    return { [name]: known.metric.kind };
  };
  // absent() has the job label only, and no other label if nothing more is matched.
  const wanted: Readonly<Record<string, string>> =
    wholly(watched) && metric === watched.series ? { metric } : { job, metric };
  const bare = "job" in wanted ? `max by () (${gone})` : gone;
  return {
    kind: "query",
    text: Object.entries({ ...wanted, blind: alerts.join(", ") }).reduce(
      (text, [label, value]) => labelled(text, label, value),
      bare,
    ),
    labels: ["job", "metric", "blind"],
    reads: { ...kindOf(series), ...(whileOne !== undefined && kindOf(whileOne)) },
  } as const satisfies Query;
}

const labelled = (text: string, label: string, value: string) =>
  `label_replace(${text}, ${JSON.stringify(label)}, ${JSON.stringify(value)}, "", "")`;

/**
 * The postgres_exporter collectors whose metrics we read. Before 0.20, two of them are not collectors and have no
 * success metric.
 */
const COLLECTORS = [
  "database",
  "locks",
  "settings",
  "stat_activity",
  "stat_database",
  "stat_statements",
] as const;

/** A collector of the exporter fails although the exporter answers. */
export function collectorFailing(window: Duration): Condition<"job" | "collector", "count"> {
  const JOB = { job: "postgres-exporter" } as const;
  const succeeds = where(postgresExporter.pg_scrape_collector_success, {
    ...JOB,
    collector: COLLECTORS,
  });
  return new Condition(
    promql`max by (${by("job", "collector")}) (${succeeds}) == 0`,
    "count",
    "a collector of postgres-exporter fails",
  ).mostOf(window);
}

export const blindSpots = new Signal({
  title: "Missing series of alerts",
  description:
    "Series that alerts read but that no target of a job exposes, although the targets are up. AlertBlind names them and the alerts.",
  unit: "count",
  query: () =>
    promql`count by (${by("job")}) (${where(p.ALERTS, { alertname: "AlertBlind", alertstate: "firing" })})`,
});
