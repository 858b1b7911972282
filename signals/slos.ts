import { by, promql } from "./promql/promql";
import { where } from "./promql/selector";
import { Signal } from "./promql/signal";
import { INDICATORS } from "./slo/indicators";
import type { SloName } from "./slo/objectives";
import { recorded } from "./slo/recorded";
import { TIER_SPECS, type Tier, type WindowName } from "./slo/tiers";

export const objectives = new Signal({
  title: "Objectives",
  description: "The objective: the share of users' requests that should be good over its period.",
  unit: "ratio",
  query: () => promql`max by (${by("slo")}) (${recorded["slo:objective:ratio"]})`,
});

export const budgetLeft = new Signal({
  title: "Budget left",
  description:
    "Remaining share of each objective's error budget. Below 0, the objective is missed.",
  unit: "ratio",
  query: () => {
    const bad = promql`max by (${by("slo")}) (${recorded["slo:bad_requests:ratio_period"]})`;
    const objective = promql`max by (${by("slo")}) (${recorded["slo:objective:ratio"]})`;
    return promql`1 - ${bad} / (1 - ${objective})`;
  },
});

export const requestsInPeriod = new Signal({
  title: "Requests",
  description: "Users' requests over each objective's period.",
  unit: "count",
  query: () => promql`max by (${by("slo")}) (${recorded["slo:requests:increase_period"]})`,
});

export const badRequestsInPeriod = new Signal({
  title: "Bad requests",
  description: "Users' requests over each objective's period that missed it.",
  unit: "count",
  query: () => promql`max by (${by("slo")}) (${recorded["slo:bad_requests:increase_period"]})`,
});

export const badRequestRate = new Signal({
  title: "Bad requests each second",
  description: "Users' requests per second that miss the objective.",
  unit: "perSecond",
  query: () => promql`max by (${by("slo")}) (${recorded["slo:bad_requests:rate"]})`,
});

/** The share of good requests among all requests of the period. */
export function goodRatio(slo: SloName) {
  return new Signal({
    title: INDICATORS[slo].title,
    description: `Share of all users' requests of the objective's period that ${INDICATORS[slo].good}.`,
    unit: "ratio",
    query: () =>
      promql`1 - max by (${by()}) (${where(recorded["slo:bad_requests:ratio_period"], { slo })})`,
  });
}

/** How many times faster than allowed a budget burns, over one of a tier's windows. */
export function burn(slo: SloName, tier: Tier, window: WindowName) {
  return new Signal({
    title: `Budget's pace over ${TIER_SPECS[tier][window]}`,
    description:
      "How fast the error budget is spent; at 1 it lasts exactly for the objective's period.",
    unit: "count",
    query: () =>
      promql`max by (${by()}) (${where(recorded["slo_tier_window:error_budget:burn"], { slo, tier, window })})`,
  });
}

/** The number of bad requests in a tier's long window. */
export function badRequests(slo: SloName, tier: Tier) {
  return new Signal({
    title: "Bad requests",
    description: "Users' requests of the tier's long window that are not as the objective has it.",
    unit: "count",
    query: () =>
      promql`max by (${by()}) (${where(recorded["slo_tier:bad_requests:increase"], { slo, tier })})`,
  });
}

/** Requests per second over a tier's long window; below some rate, a share of them says nothing. */
export function traffic(slo: SloName, tier: Tier) {
  return new Signal({
    title: "Requests",
    description: "Users' requests each second over the tier's long window.",
    unit: "perSecond",
    query: () =>
      promql`max by (${by()}) (${where(recorded["slo_tier:requests:rate"], { slo, tier })})`,
  });
}
