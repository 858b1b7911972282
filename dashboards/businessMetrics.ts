import {
  authFailureRate,
  authFailureRateByReason,
  authSuccessRatio,
  MOST_REFUSED,
  RAISED_FAILURE_RATE,
} from "../signals/auth";
import {
  busiestRoutes,
  dealsByStatus,
  dealsPerDay,
  dealsPerHour,
  dealsPerHourByStatus,
  signUpsPerHour,
} from "../signals/business";
import { PLACES } from "../signals/places";
import { RATES_INTERVAL } from "../signals/promql/recordedRate";
import { percent, ratio } from "../signals/promql/units";
import type { DashboardContext } from "./context";
import { lead } from "./leads";
import { bars, dashboard, dial, lines, stat, trace } from "./grafana";

const AWAY = "The backend does not answer";
/** The success ratio at which the alert on refused sign-ins has its limit. */
const LEAST_SUCCESS = ratio(1 - MOST_REFUSED.value);

export function businessMetrics({ policies, ratesInterval = RATES_INTERVAL }: DashboardContext) {
  const busiest = busiestRoutes(ratesInterval);
  return dashboard(PLACES.businessMetrics, {
    title: "Business Metrics",
    description: "How the business is doing: deals, users and sign-ins.",
    tags: ["business"],
    refresh: "30s",
    from: "now-24h",
    rows: [
      ["dealsCreated", "signUps"],
      ["dealsPerDay", "authSuccess", "dealsByStatus"],
      ["authFailures", "busiestRoutes"],
    ],
    next: lead("Does the backend answer?", PLACES.systemOverview, "errorRate"),
    leads: {
      dealsCreated: [lead("Are there users?", PLACES.customers, "activeUsers")],
      signUps: [lead("Are sign-ins refused?", PLACES.businessMetrics, "authFailures")],
      authSuccess: [lead("Why are they refused?", PLACES.businessMetrics, "authFailures")],
      busiestRoutes: [lead("Which routes are slow?", PLACES.application, "latencyByRoute")],
    },
    panels: {
      dealsCreated: lines({
        title: "Deals Created (per hour)",
        description: `${dealsPerHour.description} Also by the status that they were created with.`,
        empty: AWAY,
        traces: [
          trace(dealsPerHour, () => "all"),
          trace(dealsPerHourByStatus, ({ status }) => `created ${status}`),
        ],
      }),
      signUps: lines({
        title: "User Signups (per hour)",
        description: signUpsPerHour.description,
        empty: AWAY,
        traces: [trace(signUpsPerHour, () => "sign-ups")],
      }),
      authSuccess: dial({
        title: "Authentication Success Rate",
        description: authSuccessRatio.description,
        empty: "Nobody tries to sign in",
        trace: trace(authSuccessRatio, () => "succeeded"),
        max: percent(100),
        levels: { lowered: percent(80), low: LEAST_SUCCESS },
      }),
      dealsPerDay: stat({
        title: "Total Deals (24h)",
        description: dealsPerDay.description,
        empty: AWAY,
        trace: trace(dealsPerDay, () => "deals"),
      }),
      busiestRoutes: bars({
        title: "Top API Endpoints by Usage",
        description: busiest.description,
        empty: "No requests in the last hour",
        trace: trace(busiest, ({ method, route }) => `${method} ${route}`),
      }),
      authFailures: lines({
        title: "Authentication Failures (per second)",
        description: `${authFailureRate.description} Also by reason.`,
        empty: AWAY,
        traces: [
          trace(authFailureRate, () => "all"),
          trace(authFailureRateByReason, ({ reason }) => reason),
        ],
        levels: {
          raised: RAISED_FAILURE_RATE,
          high: policies.HighAuthenticationFailureRate.limit,
        },
      }),
      dealsByStatus: lines({
        title: "Deals by Status (24h)",
        description:
          "The number of deals in each status over the last 24 hours, by their status at that time, not the one they were created with.",
        empty: "The backend or its database does not answer",
        traces: [trace(dealsByStatus, ({ status }) => status)],
      }).timeFrom("24h"),
    },
  });
}
