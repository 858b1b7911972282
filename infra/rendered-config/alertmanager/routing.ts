import type { Notifications } from "../../settings/notifications";
import { OUTAGE, SUSPECTED } from "../../../alert-rules/alert";
import type { Severity } from "../../../alert-rules/policy";
import { SUBJECT } from "../../../alert-rules/subject";
import type { Times } from "../times";
import { mutedIn } from "./maintenance";
import type { AddedReceiver } from "./receivers";
import type { Matcher, Route } from "./types";

/** Who is told of an alert of a severity that nobody foresaw: no alert ends in an empty receiver. */
const FALLBACK = "warning";

/** What each severity means: who is told of it, how soon, and how often again. */
export function rootRoute(
  maintenance: Notifications["maintenance"],
  added: readonly AddedReceiver[],
  times: Times,
): Route {
  const severity = (name: Severity, pace: Pace, matchers: readonly Matcher[] = []) =>
    severityRoute(name, matchers, pace, {
      added: added
        .filter(({ severities }) => severities.includes(name))
        .map(({ receiver }) => receiver.name),
      muted: mutedIn(maintenance, name),
    });
  return {
    receiver: FALLBACK,
    group_by: ["alertname", "severity"],
    group_wait: times.groupWait,
    group_interval: times.groupInterval,
    repeat_interval: times.warningRepeat,
    routes: [
      {
        receiver: "watchdog",
        matchers: ['alertname="Watchdog"'],
        group_interval: times.watchdogGroupInterval,
        repeat_interval: times.watchdogRepeat,
      },
      // One outage is one incident, whichever alerts tell of it, and in whatever order they begin and end.
      severity("critical", { repeat_interval: times.criticalRepeat, group_by: ["severity"] }, [
        `impact=~"${OUTAGE}|${SUSPECTED}"`,
      ]),
      // Each subject is an incident with a key of its own: else the second volume that fills would join the first one's,
      // which somebody has acknowledged, and nobody would be paged.
      severity("critical", {
        repeat_interval: times.criticalRepeat,
        group_by: ["alertname", "severity", ...SUBJECT],
      }),
      severity("warning", { repeat_interval: times.warningRepeat }),
      severity("info", {
        group_interval: times.infoGroupInterval,
        repeat_interval: times.infoRepeat,
      }),
    ],
  };
}

type Pace = Pick<Route, "group_by" | "group_interval" | "repeat_interval">;

/** What a severity has beside its own receiver. */
interface Additions {
  /** Further receivers. */
  readonly added: readonly string[];
  /** Time intervals in which it notifies nobody. */
  readonly muted: readonly string[];
}

/**
 * The route of a severity. Where more than its own receiver is told it is a node with a leaf for each of them: all
 * but the last go on to the next, and the last takes every alert, so that none is lost and none told twice.
 */
function severityRoute(
  severity: Severity,
  matchers: readonly Matcher[],
  pace: Pace,
  { added, muted }: Additions,
): Route {
  // On each leaf, because a route does not inherit them. (On the root Alertmanager refuses them.)
  const mute = muted.length > 0 && { mute_time_intervals: muted };
  const node = {
    receiver: severity,
    matchers: [`severity="${severity}"`, ...matchers],
    ...pace,
  } as const;
  if (added.length === 0) return { ...node, ...mute };
  return {
    ...node,
    routes: [
      ...added.map((receiver) => ({ receiver, continue: true, ...mute })),
      { receiver: severity, ...mute },
    ],
  };
}
