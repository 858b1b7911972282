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
 * Whether a gauge of 1s and 0s, such as `up`, is down is decided by the share of time, and not by its last sample: what
 * comes and goes would else begin its alert's `for` anew each time that it is there for one scrape.
 *
 * It is down while it says so in most samples of the shorter window: six of them, of which a pod that is replaced in a
 * rolling update, and misses two or three, leaves enough.
 */
const SHORTER: Duration = "90s";
const DOWN_MOSTLY = 0.5;

/**
 * It is down as well where it is up for minutes and down for minutes, again and again: over the longer window it was up
 * for less than this, it was down within the last minutes, and it is not just starting.
 */
const LONGER: Duration = "10m";
const DOWN_OFTEN = 0.6;
const LATELY: Duration = "3m";
const STARTED_SINCE: Duration = "5m";

/**
 * What is down in part, or out of sight, and what comes and goes before all of it, is seen for longer as well: nothing
 * lingers after it as an outage does (`keep_firing_for`), and what is away for four minutes and there for four would page
 * each time. Less than this of a window it is there, and within the last minutes it was not.
 */
export const COMING_AND_GOING = {
  windows: [
    { over: LONGER, below: DOWN_OFTEN },
    { over: "20m", below: 0.65 },
  ],
  lately: "5m",
} as const;

/**
 * So long a new pod beside others may take to begin, and is none that is down: in a deployment the first one waits until a
 * migration of the database is done, and the old ones go on meanwhile.
 */
const BEGINS: Duration = "150s";

/**
 * Not one target of a job says 1: what they all see is down. While one of two exporters reaches a server, the server is
 * up, and the other is what is wrong.
 *
 * One label set, `{job}`: a target that is replaced stays the same alert. The value is the share of time that the best
 * of them was up.
 *
 * @throws on a gauge with labels: it says up or down of each of their values
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

/** Nothing says anything of a gauge, or only in few scrapes: what it is about may be up or down. */
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

/** The share of time that each is up, of those that are there now: what a deleted pod said last is nobody's state. */
function sinceShortly<L extends string>(series: Selector<L>) {
  return promql`avg_over_time(${series}[${SHORTER}]) and ${series}`;
}

function sinceLonger<L extends string>(series: Selector<L>, over: Duration = LONGER) {
  return promql`avg_over_time(${series}[${over}]) and ${series} offset ${STARTED_SINCE} and ${series}`;
}

/** 0 for each that was down lately. */
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
