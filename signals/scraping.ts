import { prometheus as p } from "./exporters/prometheus";
import { by, promql } from "./promql/promql";
import { where } from "./promql/selector";
import type { Plain } from "./promql/selector";
import { Condition, Signal } from "./promql/signal";
import type { Duration } from "./promql/units";
import type { Job } from "./exporters/targets";

export const targetsUp = new Signal({
  title: "Targets that are up",
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

const down = new Condition(promql`${p.up} == 0`, "count", "`up` is 0");

/** None of a job's targets is up, whatever their names: a failing target may come back under a new name each time. */
const noneUp = new Condition(
  promql`max by (${by("job")}) (${p.up}) == 0`,
  "count",
  "no target of a job is up",
);

/**
 * Targets that are down most of a window, plus those that are down now if for most of it no target of their job was up;
 * each with all its labels.
 */
export function downOnes(window: Duration) {
  const { query } = noneUp.mostOf(window);
  return promql`${down.mostOf(window).query} or ${down.query} and on (job) ${query}`;
}

/**
 * How many targets of each job are down most of a window. Each target is judged by its own share of time: while pods
 * are replaced one after the other, some target of the job is down all the time.
 */
export function downMostOf(window: Duration): Condition<"job", "count"> {
  const most = down.mostOf(window);
  return new Condition(
    promql`count by (${by("job")}) (${downOnes(window)})`,
    "count",
    `*${targetsDown.title}*: some of a job, most of the time over ${window}`,
    [targetsDown],
    most.lasting,
  );
}

/** Some of these jobs have no target: one series for each such job, with its name as a label. */
export function noTarget([first, ...others]: readonly [Job, ...Job[]]): Condition<"job", "count"> {
  const absent = (job: Job) =>
    new Condition(
      promql`max by (${by("job")}) (absent(${where(p.up, { job })}))`,
      "count",
      `no target of ${job} exists`,
    );
  return others.reduce((condition, job) => condition.or(absent(job)), absent(first));
}

/**
 * The same for most of a window, or at once if none of these jobs has a target. Only moments in which one of them was
 * scraped count, because before Prometheus started, and while it was away, everything is absent.
 */
export function noTargetMostOf(
  jobs: readonly [Job, ...Job[]],
  window: Duration,
): Condition<"job", "count"> {
  const { query, unit, words, terms } = noTarget(jobs);
  const anything = promql`count by (${by()}) (${where(p.up, { job: jobs })})`;
  const most = new Condition(promql`${query} and on () ${anything}`, unit, words, terms).mostOf(
    window,
  );
  return new Condition(
    promql`${most.query} or ${query} unless on () ${anything}`,
    unit,
    most.words,
    terms,
    most.lasting,
  );
}

export const scrapeTime = new Signal({
  title: "Scrape time",
  description: "Duration of the last scrape of each job's slowest target.",
  unit: "seconds",
  query: () => promql`max by (${by("job")}) (${p.scrape_duration_seconds})`,
});

export const scrapedSamples = new Signal({
  title: "Samples of a scrape",
  description: "Samples kept per scrape, over all targets of each job.",
  unit: "count",
  query: () => promql`sum by (${by("job")}) (${p.scrape_samples_post_metric_relabeling})`,
});

const rejected = (title: string, counter: Plain<Readonly<Record<never, never>>>) =>
  new Signal({
    title,
    description: "Scraped samples that Prometheus rejects per second.",
    unit: "operationsPerSecond",
    query: (w) => promql`sum by (${by()}) (rate(${where(counter, { job: "prometheus" })}[${w}]))`,
  });

/** Samples of successful scrapes that are lost all the same, each kind under its own title. */
export const rejectedSamples = [
  rejected("duplicate", p.prometheus_target_scrapes_sample_duplicate_timestamp_total),
  rejected("out of order", p.prometheus_target_scrapes_sample_out_of_order_total),
  rejected("out of bounds", p.prometheus_target_scrapes_sample_out_of_bounds_total),
] as const;
