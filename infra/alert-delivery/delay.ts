import { parseDuration } from "../../signals/promql/duration";
import { readsOf } from "../../signals/promql/reads";
import type { Times } from "../rendered-config/times";
import { detectionDelay, heldFor } from "./detectionDelay";
import {
  groupsByRule,
  recordingsOf,
  recordingsRead,
  type Recording,
  type TimedGroup,
  type TimedRule,
} from "./recordings";
import { SERIES } from "../../signals/series";

/** What a notification waits for, one after the other, each at its worst; in milliseconds. */
export interface DelayParts {
  /** Until what is scraped tells of the fault: some exporters look themselves only now and then. */
  readonly source: number;
  /** The fault begins just after a scrape, and the next one is answered at its last moment. */
  readonly scrape: number;
  /** Until enough of the rule's window is bad: see detectionDelay(). */
  readonly window: number;
  /** The sample comes just after an evaluation, of the rule and of each that records what it reads. */
  readonly evaluation: number;
  /** The rule's `for`, in whole evaluations: it is looked at only then. And of a share of time, what comes before it. */
  readonly pending: number;
  /** `group_wait`: others of its name may join the first message. */
  readonly group: number;
  /** The Alertmanager that has to send it is the last, and waits for each of the others. */
  readonly cluster: number;
}

/** From a fault to the notification that it causes, at worst; in milliseconds. */
export interface Delay {
  readonly parts: DelayParts;
  /** The sum of the parts: of the first notification about it. */
  readonly total: number;
  /** The same where others of its name fire already: it then waits for `group_interval`. */
  readonly joining: number;
}

/** How old what a series says may be when it is scraped, in milliseconds. */
function ageOf(series: string, times: Times): number {
  const age = SERIES.get(series)?.catalog.age?.(series) ?? 0;
  return typeof age === "number" ? age : ms(times[age]);
}

/**
 * The worst-case delay of one rule, from how Prometheus and Alertmanager work: targets are scraped and rules are
 * evaluated at fixed intervals that know nothing of each other; a rule fires at the first evaluation at which it has
 * held for its `for`; a new group waits for `group_wait` and is looked at again every `group_interval`; each
 * Alertmanager of a cluster waits for `peer-timeout` times its position before it sends.
 *
 * Not counted are the ways between them, some milliseconds, and a receiver that is itself slow or has to be asked
 * again. All times are of the same scale: those of a scaled stack with its scaled rules.
 *
 * @param replicas how many Alertmanagers there are
 * @param groups all groups, for what records what the rule reads, and for the rule's own interval
 */
export function worstDelay(
  rule: TimedRule,
  times: Times,
  replicas: number,
  groups: readonly TimedGroup[] = [],
): Delay {
  const recordings = recordingsOf(groups);
  const group = groupsByRule(groups).get(rule);
  const interval = intervalOf(group, times);
  const read = allRead(rule.expr, recordings);
  const parts = {
    source: Math.max(
      0,
      ...seriesOf([rule.expr, ...read.map(({ expr }) => expr)]).map((series) =>
        ageOf(series, times),
      ),
    ),
    scrape: ms(times.scrapeInterval) + ms(times.scrapeTimeout),
    window: detectionDelay(rule.expr, recordings),
    evaluation: interval + recordingWait(rule.expr, group, recordings, times),
    pending: Math.ceil(ms(rule.for ?? "0s") / interval) * interval + heldFor(rule.expr),
    group: ms(times.groupWait),
    cluster: (replicas - 1) * ms(times.peerTimeout),
  };
  const total = Object.values(parts).reduce((sum, part) => sum + part, 0);
  const severity = rule.labels?.severity;
  const joins = severity === "info" ? times.infoGroupInterval : times.groupInterval;
  return { parts, total, joining: total - parts.group + ms(joins) };
}

/** What an alert's first notification is: an alert with several rules is told by the first of them that fires. */
export interface AlertDelay extends Delay {
  readonly alert: string;
  readonly rule: TimedRule;
}

/**
 * The worst-case delay of each alert, in the order of the rules.
 * @param groups as Prometheus reads them, scaled as the times are
 */
export function worstDelays(
  groups: readonly TimedGroup[],
  times: Times,
  replicas: number,
): readonly AlertDelay[] {
  const first = new Map<string, AlertDelay>();
  for (const rule of groups.flatMap(({ rules }) => rules)) {
    if (rule.alert === undefined) continue;
    const delay = { alert: rule.alert, rule, ...worstDelay(rule, times, replicas, groups) };
    const before = first.get(rule.alert);
    if (!before || delay.total < before.total) first.set(rule.alert, delay);
  }
  return [...first.values()];
}

/** A recording of the same group is made just before it is read; one of another group may be an interval old. */
function recordingWait(
  expr: string,
  group: TimedGroup | undefined,
  recordings: readonly Recording[],
  times: Times,
): number {
  const waits = readBy(expr, recordings).map(
    (recording) =>
      (recording.group === group ? 0 : intervalOf(recording.group, times)) +
      recordingWait(recording.expr, recording.group, recordings, times),
  );
  return Math.max(0, ...waits);
}

function allRead(expr: string, recordings: readonly Recording[]): readonly Recording[] {
  return readBy(expr, recordings).flatMap((recording) => [
    recording,
    ...allRead(recording.expr, recordings),
  ]);
}

/** The recordings that an expression names itself. */
function readBy(expr: string, recordings: readonly Recording[]): readonly Recording[] {
  return readsOf(expr).flatMap((read) => recordingsRead(recordings, read));
}

function seriesOf(expressions: readonly string[]): readonly string[] {
  return expressions.flatMap((expr) => readsOf(expr).map(({ series }) => series));
}

function intervalOf(group: TimedGroup | undefined, times: Times): number {
  return ms(group?.interval ?? times.evaluationInterval);
}

function ms(duration: string): number {
  return parseDuration(duration);
}
