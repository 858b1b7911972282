import { postgresExporter } from "./exporters/postgresExporter";
import { prometheus as p } from "./exporters/prometheus";
import { by, promql } from "./promql/promql";
import type { Query } from "./promql/promql";
import { where } from "./promql/selector";
import { Condition, Signal } from "./promql/signal";
import type { Duration } from "./promql/units";
import type { Job } from "./exporters/targets";
import { OURS } from "./namespaces";
import { DATABASE } from "./postgres";
import { SERIES } from "./series";

/** A series of a job, and the alerts that read it. */
export interface Watched {
  readonly series: string;
  readonly by: readonly string[];
}

/** A job's targets are up most of a window, and none of them says some of what alerts read. */
export function blindOf(
  job: Job,
  watched: readonly Watched[],
  window: Duration,
): Condition<"job" | "metric" | "blind", "count"> {
  const up = new Condition(
    promql`max by (${by("job")}) (${where(p.up, { job })}) == 1`,
    "count",
    `some target of ${job} is up`,
  ).mostOf(window);
  const absent = watched.flatMap((each) => [
    missing(job, each),
    ...PLACES_OF.filter(({ series }) => series === each.series).flatMap((of) =>
      of.values.map((value) => missingOf(job, each, of.label, value)),
    ),
  ]);
  const reads = Object.assign({}, ...absent.map((query) => query.reads)) as Query["reads"];
  return new Condition(
    {
      kind: "query",
      text: `(${absent.map(({ text }) => text).join(" or ")}) and on (job) (${up.query.text})`,
      labels: ["job", "metric", "blind"],
      reads: { ...reads, ...up.query.reads },
    },
    "count",
    `${up.words}, and there is no ${watched.map(({ series }) => `\`${series}\``).join(", no ")}`,
  );
}

/** One series for a series that is not there, under its name and those of the alerts that read it. */
function missing(job: Job, { series, by: alerts }: Watched): Query {
  const known = SERIES.get(series);
  if (!known) throw new Error(`No catalog declares ${series}.`);
  const reads = { [series]: known.metric.kind };
  // What is there now, and not over a window: it is most of what Prometheus has, and read for nothing but this.
  const gone = `absent(${series}{job=${JSON.stringify(job)}})`;
  return {
    kind: "query",
    text: labelled(labelled(gone, "metric", series), "blind", alerts.join(", ")),
    labels: ["job", "metric", "blind"],
    reads,
  };
}

/**
 * What an exporter tells of several places and has to tell of each: kube-state-metrics is let into each namespace by a role
 * of its own, and statements are counted in each database by an extension of its own. Others' series hide that ours are gone.
 */
const PLACES_OF = [
  { series: "kube_pod_container_status_ready", label: "namespace", values: OURS },
  { series: "kube_deployment_spec_replicas", label: "namespace", values: OURS },
  { series: "pg_stat_statements_calls_total", label: "datname", values: [DATABASE] },
] as const;

/** The same where it is there of other places, and not of this one, which is named beside the series. */
function missingOf(job: Job, { series, by: alerts }: Watched, label: string, place: string): Query {
  const known = missing(job, { series, by: alerts });
  const [of, its] = [JSON.stringify(job), JSON.stringify(place)];
  const gone = `absent(${series}{job=${of},${label}=${its}}) and on () count(${series}{job=${of},${label}!=""})`;
  const unplaced = labelled(gone, label, "");
  const text = labelled(
    labelled(unplaced, "metric", `${series} of ${place}`),
    "blind",
    alerts.join(", "),
  );
  return { ...known, text };
}

const labelled = (text: string, label: string, value: string) =>
  `label_replace(${text}, ${JSON.stringify(label)}, ${JSON.stringify(value)}, "", "")`;

/** The collectors of postgres_exporter whose metrics we read. Before 0.20, two are no collectors, and tell nothing of it. */
const COLLECTORS = [
  "database",
  "locks",
  "settings",
  "stat_activity",
  "stat_database",
  "stat_statements",
] as const;

/** What of an exporter's own work fails although it answers. */
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
