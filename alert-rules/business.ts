import { backend as m } from "../service/metrics/catalog";
import { where } from "../signals/promql/selector";
import { dealsCreated, signUps } from "../signals/business";
import { panel, PLACES } from "../signals/places";
import { count } from "../signals/promql/units";
import { ranThroughout } from "../signals/running";
import { withinWorkingHours } from "../signals/workingHours";
import { alert } from "./alert";
import { WHAT_REQUESTS_NEED } from "./inhibition";

const OURS = { job: "backend" } as const;

export const businessAlerts = [
  alert("LowUserSignupRate", {
    policy: { limit: count(1), window: "24h", for: "2h", severity: "info" },
    inhibitedBy: WHAT_REQUESTS_NEED,
    rule: ({ limit, window }) => ({
      when: signUps
        .below(limit, window)
        .and(ranThroughout(where(m.autodealgenie_user_signups_total, OURS), window)),
      component: "business",
      summary: () => "Hardly anyone signs up.",
      description: (_, value) =>
        `${value} users signed up in the last ${window}, although the service was running; at least ${limit.value} should.`,
      view: panel(PLACES.businessMetrics, "signUps"),
    }),
  }),
  alert("NoDealsCreated", {
    policy: { limit: count(1), window: "4h", for: "30m", severity: "warning" },
    inhibitedBy: WHAT_REQUESTS_NEED,
    rule: (policy, { workingHours }) => ({
      when: dealsCreated
        .below(policy.limit, policy.window)
        .and(ranThroughout(where(m.autodealgenie_deals_created_total, OURS), policy.window))
        .and(withinWorkingHours(workingHours, policy.window, policy.for)),
      component: "business",
      summary: () => "Nobody creates deals during working hours.",
      description: (_, value) =>
        `${value} deals were created in the last ${policy.window}, all of them working hours; there should be at least ${policy.limit.value}.`,
      view: panel(PLACES.businessMetrics, "dealsCreated"),
    }),
  }),
];
