import type { StackConfig } from "../settings/schema";
import { formatDuration, parseDuration } from "../../signals/promql/duration";
import { scaleDuration } from "../../signals/promql/scale";
import type { Duration } from "../../signals/promql/units";

/**
 * Every interval and wait of the stack in production. They are multiples of 5 s, so that `timeScale` can divide them.
 */
const TIMES = {
  scrapeInterval: "15s",
  scrapeTimeout: "10s",
  evaluationInterval: "30s",
  /** How long a query looks back for a sample. Prometheus's default. */
  lookback: "5m",
  /**
   * How often Prometheus sends a firing alert again. Its default; after four missed repeats, the alert counts as
   * resolved.
   */
  resendDelay: "1m",
  /** How long an alert that is restored after a restart waits before it fires. Prometheus's default. */
  forGracePeriod: "10m",
  resolveTimeout: "5m",
  /**
   * How long one Alertmanager waits for the one before it to send a notification. The last one must have finished
   * waiting before `groupWait` is over. A restarted Alertmanager looks at a group as soon as it receives it, which is
   * just that long before the others, at every look. If it were still waiting when the others notify that the alert is
   * resolved, it would then send what it saw before: that the alert fires. With Alertmanager's default of 15 s, people
   * were paged again.
   */
  peerTimeout: "4s",
  /**
   * How often each Alertmanager exchanges its full state with one of the others. Updates are also broadcast at once,
   * but not to every member: 1400 bytes to the next one, five times a second, each update three times, and then no more
   * (memberlist's `TransmitLimitedQueue`, prometheus/alertmanager #1387). With a few alerts that begin together every
   * member gets them; with thirty, some only get them at the next exchange, by default a minute later, long after they
   * have notified themselves. With three members, each is up to date after two exchanges, which is half of
   * `peerTimeout`.
   */
  pushPullInterval: "1s",

  groupWait: "10s",
  /** A second pod that fails leads to a notification within a minute, and so does its recovery. */
  groupInterval: "1m",
  /**
   * The same with several Alertmanagers. A restarted one first looks at a group when Prometheus sends it an alert,
   * which happens at an evaluation. Since a minute is two evaluation intervals, each later look would coincide with an
   * evaluation, too, just when, or just before, it learns of a resolved alert: two that were restarted together, of
   * which only one knows that it is resolved, would contradict each other. With this interval each look comes 11 s
   * later after an evaluation than the one before, and coincides again only after half an hour; and the looks of
   * Alertmanagers that received the alert at different repeats are further apart than any of them waits for the others.
   */
  clusterGroupInterval: "71s",
  criticalRepeat: "4h",
  warningRepeat: "1h",
  /**
   * An info group is looked at once a day and not more often, whatever joins or leaves it in between. An alert that
   * still fires then is only sent again if the repeat interval is over *before* that look. The last mail was logged a
   * little after the look that sent it, so with 24h every second day would be skipped. Alertmanager warns at startup
   * that the repeat interval is shorter than the group interval: that is intended.
   */
  infoGroupInterval: "24h",
  infoRepeat: "1435m",
  /** The same for the watchdog: looked at every minute, and always due. */
  watchdogGroupInterval: "1m",
  watchdogRepeat: "45s",
} as const satisfies Readonly<Record<string, Duration>>;

/** The intervals and waits of a stack, scaled by its `timeScale`. */
export type Times = Readonly<Record<keyof typeof TIMES, Duration>>;

/** How much shorter than its group interval the repeat interval of info alerts has to be. */
const BEFORE_THE_LOOK_MS = parseDuration(TIMES.infoGroupInterval) - parseDuration(TIMES.infoRepeat);

interface Chosen {
  /** The shortest time between two notifications for info alerts of one name. @default 24h */
  readonly digestEvery?: Duration;
  /** The number of Alertmanagers. @default 1 */
  readonly alertmanagers?: number;
}

/** @param timeScale divides all of them; 1 leaves them as they are */
export function scaledTimes(
  timeScale: number,
  { digestEvery = TIMES.infoGroupInterval, alertmanagers = 1 }: Chosen = {},
): Times {
  const repeat = parseDuration(digestEvery) - BEFORE_THE_LOOK_MS;
  const times = {
    ...TIMES,
    ...(alertmanagers > 1 && { groupInterval: TIMES.clusterGroupInterval }),
    infoGroupInterval: digestEvery,
    infoRepeat: formatDuration(repeat),
  };
  return Object.fromEntries(
    Object.entries(times).map(([name, time]) => [
      name,
      timeScale === 1 ? time : scaleDuration(time, timeScale),
    ]),
  ) as Times;
}

/** The times of a stack. */
export function timesOf({ timeScale, notifications, alertmanager }: StackConfig): Times {
  return scaledTimes(timeScale, { ...notifications, alertmanagers: alertmanager.replicas });
}
