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

/** What a notification waits for, one after the other, each in the worst case; in milliseconds. */
export interface DelayParts {
  /** Until the scraped values show the fault: some exporters only update theirs now and then. */
  readonly source: number;
  /** The fault begins just after a scrape, and the next scrape is answered at the last moment. */
  readonly scrape: number;
  /** Until enough of the rule's window is bad: see detectionDelay(). */
  readonly window: number;
  /** The sample arrives just after an evaluation, of the rule and of each recording that it reads. */
  readonly evaluation: number;
  /**
   * The rule's `for`, in whole evaluations, because it is only checked then. For a condition on the share of time, plus
   * the time that it must hold before.
   */
  readonly pending: number;
  /** `group_wait`: other alerts of the same name may join the first notification. */
  readonly group: number;
  /** The Alertmanager that has to send it is the last one, and waits for each of the others. */
  readonly cluster: number;
}

/** The time from a fault to its notification, in the worst case; in milliseconds. */
export interface Delay {
  readonly parts: DelayParts;
  /** The sum of the parts: the delay of the first notification about it. */
  readonly total: number;
  /** The same if other alerts of its name already fire: it then waits for `group_interval`. */
  readonly joining: number;
}

/** How old a series' value may be when it is scraped, in milliseconds. */
function ageOf(series: string, times: Times): number {
  const age = SERIES.get(series)?.catalog.age?.(series) ?? 0;
  return typeof age === "number" ? age : ms(times[age]);
}

/**
 * The worst-case delay of one rule, derived from how Prometheus and Alertmanager work: targets are scraped and rules
 * are evaluated at fixed intervals that are independent of each other; a rule fires at the first evaluation at which it
 * has held for its `for`; a new group waits for `group_wait` and is looked at again every `group_interval`; each
 * Alertmanager of a cluster waits for `peer-timeout` times its position before it sends.
 *
 * Network latencies of some milliseconds, and receivers that are slow or need retries, are not included. All times have
 * the same scale: those of a scaled stack with its scaled rules.
 *
 * @param replicas the number of Alertmanagers
 * @param groups all groups, for the recordings that the rule reads, and for the rule's own interval
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

/** The delay of an alert's first notification: with several rules, the first of them that fires. */
export interface AlertDelay extends Delay {
  readonly alert: string;
  readonly rule: TimedRule;
}

/**
 * The worst-case delay of each alert, in the order of the rules.
 *
 * @param groups as Prometheus reads them, scaled in the same way as `times`
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

/** A recording of the same group is evaluated just before it is read; one of another group may be one interval old. */
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

/** The recordings that an expression reads directly. */
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
