import { postgresExporter } from "./exporters/postgresExporter";
import { prometheus as p } from "./exporters/prometheus";
import { by, promql } from "./promql/promql";
import type { Query } from "./promql/promql";
import { where } from "./promql/selector";
import { Condition, Signal } from "./promql/signal";
import type { Duration } from "./promql/units";
import type { Job } from "./exporters/targets";
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
  const absent = watched.map((each) => missing(job, each));
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
  title: "What alerts cannot see",
  description:
    "Series that alerts read and that a job's targets, which answer, do not tell: AlertBlind names them, and who reads them.",
  unit: "count",
  query: () =>
    promql`count by (${by("job")}) (${where(p.ALERTS, { alertname: "AlertBlind", alertstate: "firing" })})`,
});
