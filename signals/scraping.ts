import { prometheus as p } from "./exporters/prometheus";
import { by, promql } from "./promql/promql";
import { where } from "./promql/selector";
import { Condition, Signal } from "./promql/signal";
import type { Job } from "./exporters/targets";

export const targetsUp = new Signal({
  title: "Targets that answer",
  description: "Share of each job's targets whose last scrape succeeded.",
  unit: "ratio",
  query: () => promql`avg by (${by("job")}) (${p.up})`,
});

export const targetsDown = new Signal({
  title: "Targets that do not answer",
  description: "How many of each job's targets could not be scraped.",
  unit: "count",
  query: () => promql`count by (${by("job")}) (${p.up} == 0)`,
});

/** The targets that are down, each with all its labels. */
export const downOnes = promql`${p.up} == 0`;

/** No target of some of these jobs exists: one series for each such job, under its name. */
export function noTarget([first, ...others]: readonly [Job, ...Job[]]): Condition<"job", "count"> {
  const absent = (job: Job) =>
    new Condition(
      promql`max by (${by("job")}) (absent(${where(p.up, { job })}))`,
      "count",
      `no target of ${job} exists`,
    );
  return others.reduce((condition, job) => condition.or(absent(job)), absent(first));
}

export const scrapeTime = new Signal({
  title: "Scrape time",
  description: "Time that each job's slowest target took to answer its last scrape.",
  unit: "seconds",
  query: () => promql`max by (${by("job")}) (${p.scrape_duration_seconds})`,
});

export const scrapedSamples = new Signal({
  title: "Samples of a scrape",
  description: "Samples of one scrape of each job's targets together that were kept.",
  unit: "count",
  query: () => promql`sum by (${by("job")}) (${p.scrape_samples_post_metric_relabeling})`,
});
