import type { Notifications } from "../../settings/notifications";
import { OUTAGE, SUSPECTED } from "../../../alert-rules/alert";
import type { Severity } from "../../../alert-rules/policy";
import { SUBJECT } from "../../../alert-rules/subject";
import type { Times } from "../times";
import { mutedIn } from "./maintenance";
import type { AddedReceiver } from "./receivers";
import type { Matcher, Route } from "./types";

/** The receiver of alerts with an unexpected severity, so that no alert ends without one. */
const FALLBACK = "warning";

/** The meaning of each severity: who is notified, how soon, and how often again. */
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
      // One outage is one incident, whichever alerts report it, and in whatever order they begin and end.
      severity("critical", { repeat_interval: times.criticalRepeat, group_by: ["severity"] }, [
        `impact=~"${OUTAGE}|${SUSPECTED}"`,
      ]),
      // Each subject is an incident with its own key. Otherwise a second volume that fills up would join the incident
      // of the first, which somebody has already acknowledged, and page nobody.
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

/** What a severity has in addition to its own receiver. */
interface Additions {
  /** Further receivers. */
  readonly added: readonly string[];
  /** Time intervals in which it is muted. */
  readonly muted: readonly string[];
}

/**
 * The route of a severity. With more receivers than its own it is a node with one child for each: all but the last
 * continue to the next, and the last takes every alert, so that no alert is lost and none is sent twice.
 */
function severityRoute(
  severity: Severity,
  matchers: readonly Matcher[],
  pace: Pace,
  { added, muted }: Additions,
): Route {
  // On each leaf, because child routes do not inherit it. (Alertmanager rejects it on the root.)
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
