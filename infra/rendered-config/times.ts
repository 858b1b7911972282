import type { StackConfig } from "../settings/schema";
import { formatDuration, parseDuration } from "../../signals/promql/duration";
import { scaleDuration } from "../../signals/promql/scale";
import type { Duration } from "../../signals/promql/units";

/**
 * Every interval and wait of the stack, as they are in production. Multiples of 5 s, so that `timeScale` can
 * divide them.
 */
const TIMES = {
  scrapeInterval: "15s",
  scrapeTimeout: "10s",
  evaluationInterval: "30s",
  /** How long a query looks back for a sample. Prometheus's default. */
  lookback: "5m",
  /** How often Prometheus repeats a firing alert. Its default; without four repeats the alert counts as resolved. */
  resendDelay: "1m",
  /** How long a restored alert waits before it fires. Prometheus's default. */
  forGracePeriod: "10m",
  resolveTimeout: "5m",
  /**
   * How long one Alertmanager leaves a notification to the one before it. The last of them has to be done waiting
   * before `groupWait` is over. One that was restarted looks at a group the moment it is told of it, and so just
   * that long before the others, at every look: were it still waiting when they tell people that it is over, it would
   * then tell, of what it saw before, that it begins. With Alertmanager's default of 15 s people were paged again.
   */
  peerTimeout: "4s",
  /**
   * How often each Alertmanager exchanges all it knows with one of the others. What it has told it says at once, but not
   * to each of them: 1400 bytes to whoever is next, five times a second, of each thing three times, and then no more
   * (memberlist's `TransmitLimitedQueue`, prometheus/alertmanager #1387). Of a few alerts that begin together each
   * hears; of thirty some hear only at the next exchange, by default a minute later, long after they have told
   * it themselves. Of three each has heard after two exchanges, which is half of `peerTimeout`.
   */
  pushPullInterval: "1s",

  groupWait: "10s",
  /** A second pod that fails is told of within a minute, and so is the end of it. */
  groupInterval: "1m",
  /**
   * The same with several Alertmanagers. One that was restarted first looks when Prometheus tells it of an alert, which
   * is at an evaluation. A minute being two of these, each of its later looks would be at one, too, just as it is told
   * of an end or just before: two restarted together, of which one has seen the end and one has not, contradict each
   * other. So each look comes 11 s later after an evaluation than the one before: first at one again after half an
   * hour, and those of Alertmanagers that were told at different repeats are further apart than any waits for others.
   */
  clusterGroupInterval: "71s",
  criticalRepeat: "4h",
  warningRepeat: "1h",
  /**
   * An info group is looked at once a day and no oftener, whatever joins or leaves it in between. What still
   * fires then is due again only if the repeat interval is over *before* that look: the last mail was logged a
   * little after the look that sent it, so with 24h each every second day would be skipped. Alertmanager
   * warns at its start that the repeat interval is the shorter one: it is meant to be.
   */
  infoGroupInterval: "24h",
  infoRepeat: "1435m",
  /** The same for the watchdog: looked at each minute, always due. */
  watchdogGroupInterval: "1m",
  watchdogRepeat: "45s",
} as const satisfies Readonly<Record<string, Duration>>;

export type Times = Readonly<Record<keyof typeof TIMES, Duration>>;

/** By how much the repeat interval of information has to be shorter than its group interval. */
const BEFORE_THE_LOOK_MS = parseDuration(TIMES.infoGroupInterval) - parseDuration(TIMES.infoRepeat);

interface Chosen {
  /** How often information of one name is told of at most. @default 24h */
  readonly digestEvery?: Duration;
  /** How many Alertmanagers there are. @default 1 */
  readonly alertmanagers?: number;
}

/** @param timeScale divides them all alike; 1 leaves them as they are */
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

/** Those of a stack. */
export function timesOf({ timeScale, notifications, alertmanager }: StackConfig): Times {
  return scaledTimes(timeScale, { ...notifications, alertmanagers: alertmanager.replicas });
}
