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

/** A job's targets are up most of a window, and in all of it none of them says some of what alerts read. */
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
  const absent = watched.map((each) => missing(job, each, window));
  const reads = Object.assign({}, ...absent.map((query) => query.reads)) as Query["reads"];
  return new Condition(
    {
      kind: "query",
      text: `(${absent.map(({ text }) => text).join(" or ")}) and on (job) (${up.query.text})`,
      labels: ["job", "metric", "blind"],
      reads: { ...reads, ...up.query.reads },
    },
    "count",
    `${up.words}, and for ${window} there is no ${watched.map(({ series }) => `\`${series}\``).join(", no ")}`,
  );
}

/** One series for a series that is not there, under its name and those of the alerts that read it. */
function missing(job: Job, { series, by: alerts }: Watched, window: Duration): Query {
  const known = SERIES.get(series);
  if (!known) throw new Error(`No catalog declares ${series}.`);
  const reads = { [series]: known.metric.kind };
  const gone = `absent_over_time(${series}{job=${JSON.stringify(job)}}[${window}])`;
  return {
    kind: "query",
    text: labelled(labelled(gone, "metric", series), "blind", alerts.join(", ")),
    labels: ["job", "metric", "blind"],
    reads,
  };
}

const labelled = (text: string, label: string, value: string) =>
  `label_replace(${text}, ${JSON.stringify(label)}, ${JSON.stringify(value)}, "", "")`;

/** The collectors of postgres_exporter whose metrics we read. */
const COLLECTORS = ["database", "locks", "stat_database", "stat_statements"] as const;

/** What of an exporter's own work fails although it answers. */
export function collectorFailing(window: Duration): Condition<"job" | "collector", "count"> {
  const JOB = { job: "postgres-exporter" } as const;
  const succeeds = where(postgresExporter.pg_scrape_collector_success, {
    ...JOB,
    collector: COLLECTORS,
  });
  const { query, unit, words } = new Condition(
    promql`max by (${by("job", "collector")}) (${succeeds}) == 0`,
    "count",
    "a collector of postgres-exporter fails",
  ).mostOf(window);
  // As with what is missing, the wait comes after the window.
  return new Condition(query, unit, words);
}

export const blindSpots = new Signal({
  title: "What alerts cannot see",
  description:
    "Series that alerts read and that a job's targets, which answer, do not tell: AlertBlind names them, and who reads them.",
  unit: "count",
  query: () =>
    promql`count by (${by("job")}) (${where(p.ALERTS, { alertname: "AlertBlind", alertstate: "firing" })})`,
});
