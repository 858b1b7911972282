import { backend as m } from "../service/metrics/catalog";
import { by, promql } from "./promql/promql";
import { not, where } from "./promql/selector";
import { Signal } from "./promql/signal";
import { MACHINE_ROUTES } from "../service/metrics/labels";
import type { Duration } from "./promql/units";
import { zeroWhileUp } from "./availability";
import { BACKEND } from "./backend";
import { requests } from "./rates";

const OURS = { job: BACKEND } as const;
const created = where(m.autodealgenie_deals_created_total, OURS);
const signedUp = where(m.autodealgenie_user_signups_total, OURS);
const USERS = { route: not(...MACHINE_ROUTES) } as const;

// increase() works on each pod's series separately, so restarts, several pods and pods that are gone are all counted
// correctly.
export const dealsCreated = new Signal({
  title: "Deals created",
  description: "Deals that were created within the window.",
  unit: "count",
  query: (w) => promql`sum by (${by()}) (increase(${created}[${w}]))`,
});

export const signUps = new Signal({
  title: "Sign-ups",
  description: "Users who signed up within the window.",
  unit: "count",
  query: (w) => promql`sum by (${by()}) (increase(${signedUp}[${w}]))`,
});

/**
 * A count for people to read: rounded, because increase() estimates fractions, and 0 where nothing has been counted
 * yet.
 */
function whole(signal: typeof dealsCreated, window: Duration, inWords: string) {
  return new Signal({
    title: signal.title,
    description: `${signal.title} in the ${inWords} before each point.`,
    unit: "count",
    query: () => promql`round(${signal.query(window)})`,
    idle: zeroWhileUp(BACKEND),
  });
}

export const dealsPerHour = whole(dealsCreated, "1h", "hour");
export const dealsPerDay = whole(dealsCreated, "24h", "24 hours");
export const signUpsPerHour = whole(signUps, "1h", "hour");

export const dealsPerHourByStatus = new Signal({
  title: "Deals created by status",
  description: "Deals that were created, by the status that they were created with.",
  unit: "count",
  query: () => promql`round(sum by (${by("status")}) (increase(${created}[1h]))) > 0`,
});

export const dealsByStatus = new Signal({
  title: "Deals",
  description: "Deals that are in each status now.",
  unit: "count",
  // Every pod reports the same numbers.
  query: () => promql`max by (${by("status")}) (${where(m.autodealgenie_deals, OURS)})`,
});

export const activeUsers = new Signal({
  title: "Active users",
  description: "Users who made a signed-in request in the last 15 minutes.",
  unit: "count",
  query: () => promql`max by (${by()}) (${where(m.autodealgenie_active_users, OURS)})`,
});

/** @param recordedEvery how often the stack records rates */
export function busiestRoutes(recordedEvery: Duration) {
  return new Signal({
    title: "Busiest routes",
    description:
      "The ten most requested methods and routes of the last hour, with their numbers of requests.",
    unit: "count",
    query: () => {
      const asked = promql`
        sum by (${by("method", "route")}) (${requests.increase("1h", recordedEvery, USERS)})`;
      return promql`topk(10, round(${asked}) > 0)`;
    },
  });
}
