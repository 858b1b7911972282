import { by, promql } from "./promql/promql";
import type { Query } from "./promql/promql";
import { where } from "./promql/selector";
import type { Plain, Selector } from "./promql/selector";
import type { TargetLabel } from "./promql/targets";
import { Condition } from "./promql/signal";
import type { Duration } from "./promql/units";
import type { Job } from "./exporters/targets";
import { prometheus } from "./exporters/prometheus";

/**
 * Whether a gauge of 1s and 0s, such as `up`, counts as down depends on the share of time it is 0, not on its last
 * sample. Otherwise a target that flaps would restart its alert's `for` with every scrape that succeeds.
 *
 * It is down when most samples of the shorter window say so. That window has six samples: a pod that is replaced in a
 * rolling update misses two or three of them, which leaves enough.
 */
const SHORTER: Duration = "90s";
const DOWN_MOSTLY = 0.5;

/**
 * It is also down when it flaps: over the longer window it was up for less than this share of the time, it was down
 * within the last minutes, and it is not just starting.
 */
const LONGER: Duration = "10m";
const DOWN_OFTEN = 0.6;
const LATELY: Duration = "3m";
const STARTED_SINCE: Duration = "5m";

/**
 * What is partly down or out of sight, and what flaps in front of the whole system, is also judged over longer windows.
 * Nothing keeps it firing afterwards, as `keep_firing_for` does for an outage, so something that alternates between
 * four minutes away and four minutes there would page each time. It holds when the target was there for less than this
 * share of a window and was missing within the last minutes.
 */
export const COMING_AND_GOING = {
  windows: [
    { over: LONGER, below: DOWN_OFTEN },
    { over: "20m", below: 0.65 },
  ],
  lately: "5m",
} as const;

/**
 * How long a new pod may take to start beside others before it counts as down: in a Deployment the first new pod waits
 * for the database migration while the old pods keep running.
 */
const BEGINS: Duration = "150s";

/**
 * No target of a job says 1, so what they all watch is down. If one of two exporters reaches the server, the server is
 * up and the other exporter is at fault.
 *
 * The result has one label set, `{job}`, so that a replaced target stays the same alert. The value is the share of time
 * that the best target was up.
 *
 * @throws on a gauge with labels, which says up or down for each of their values
 */
export function allDown(gauge: Plain, job: Job): Condition<"job", "count"> {
  const series = seriesOf(gauge, job);
  const mostly = promql`max by (${by("job")}) (${sinceShortly(series)}) < ${DOWN_MOSTLY}`;
  const atBest = promql`max by (${by("job")}) (${sinceLonger(series)}) < ${DOWN_OFTEN}`;
  const often = promql`${atBest} and max by (${by("job")}) (${lately(series, LATELY)}) == 0`;
  return new Condition(
    promql`${mostly} or ${often}`,
    "count",
    `every target of ${job} says \`${gauge.name}\` 0 most of the time`,
  );
}

/** Some targets of a job do not answer most of the time, and others do. */
export function someDown(job: Job): Condition<"job", "count"> {
  return new Condition(
    promql`count by (${by("job")}) (${downTargets(job)}) > 0 unless ${allDown(prometheus.up, job).query}`,
    "count",
    `some target of ${job}, though not all, says \`up\` 0 most of the time`,
  );
}

/** A gauge is absent, or present in only a few scrapes, so that what it reports on may be up or down. */
export function outOfSight(gauge: Plain, job: Job): Condition<"job", "count"> {
  const series = seriesOf(gauge, job);
  const up = where(prometheus.up, { job });
  const scrapes = (over: Duration) =>
    promql`sum by (${by("job")}) (count_over_time(${up}[${over}]))`;
  const seen = (over: Duration) =>
    promql`sum by (${by("job")}) (count_over_time(${series}[${over}]))`;
  const gone = promql`max by (${by("job")}) (absent(${series}))`;
  const mostly = promql`${seen(SHORTER)} / ${scrapes(SHORTER)} < ${DOWN_MOSTLY}`;
  const { windows, lately: last } = COMING_AND_GOING;
  const [shorter, longer] = windows.map(
    ({ over, below }) => promql`${seen(over)} / ${scrapes(over)} < ${below}`,
  ) as [Query<"job">, Query<"job">];
  const often = promql`
    (${shorter} or ${longer})
      and ${seen(last)} < ${scrapes(last)}
      and max by (${by("job")}) (${up} offset ${STARTED_SINCE})`;
  return new Condition(
    promql`${gone} or ${mostly} or ${often}`,
    "count",
    `nothing says \`${gauge.name}\` of ${job}`,
  );
}

/** The targets of a job that are down most of the time, each with all its labels. */
export function downTargets(job: Job) {
  const series = where(prometheus.up, { job });
  const { windows, lately: last } = COMING_AND_GOING;
  const [shorter, longer] = windows.map(
    ({ over, below }) => promql`${sinceLonger(series, over)} < ${below}`,
  ) as [Query<TargetLabel>, Query<TargetLabel>];
  const often = promql`(${shorter} or ${longer}) and ${lately(series, last)} == 0`;
  const mostly = promql`${sinceShortly(series)} < ${DOWN_MOSTLY} and ${series} offset ${BEGINS}`;
  return promql`${mostly} or ${often}`;
}

/** 0 while some target of the job answers: what a panel draws where nothing has been counted yet. */
export function zeroWhileUp(job: Job): Query<never> {
  return promql`0 * count by (${by()}) (${where(prometheus.up, { job })} == 1)`;
}

/** The share of time that each existing target is up; the last samples of a deleted pod are left out. */
function sinceShortly<L extends string>(series: Selector<L>) {
  return promql`avg_over_time(${series}[${SHORTER}]) and ${series}`;
}

function sinceLonger<L extends string>(series: Selector<L>, over: Duration = LONGER) {
  return promql`avg_over_time(${series}[${over}]) and ${series} offset ${STARTED_SINCE} and ${series}`;
}

/** 0 for each target that was down lately. */
function lately<L extends string>(series: Selector<L>, over: Duration) {
  return promql`min_over_time(${series}[${over}]) and ${series}`;
}

function seriesOf(gauge: Plain, job: Job) {
  const labels = Object.keys(gauge.labels);
  if (labels.length > 0) {
    throw new Error(
      `${gauge.name} is one value for each ${labels.join(", ")}. Only a gauge without labels says up or down.`,
    );
  }
  return where(gauge, { job });
}
