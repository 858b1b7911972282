import { parseDuration } from "../promql/duration";
import type { Duration } from "../promql/units";
import { burnLimit } from "./tiers";

/** What is promised of the users' requests: what the label `slo` says, and a stack's settings. */
export const SLOS = ["availability", "latency", "slowRequests"] as const;
export type SloName = (typeof SLOS)[number];

/** How much of it is promised. */
export interface Objective {
  /** The share of the requests that are to be good, between 0 and 1. */
  readonly objective: number;
  /** Over how long. */
  readonly period: Duration;
}
export type Objectives = Readonly<Record<SloName, Objective>>;

export const DEFAULT_OBJECTIVES: Objectives = {
  availability: { objective: 0.999, period: "30d" },
  latency: { objective: 0.95, period: "30d" },
  slowRequests: { objective: 0.99, period: "30d" },
};

/** The shortest period for which the slowest tier's limit is near 1: below that it fires on budgets that last. */
export const SHORTEST_PERIOD: Duration = "28d";

/** The share of the requests that may be bad. */
export function errorBudget(objective: number): number {
  // 1 - 0.999 is 0.0010000000000000009.
  return Number((1 - objective).toPrecision(12));
}

/** What keeps an objective's alerts from meaning anything: in which of its keys, and the way out. */
export function objectiveFaults({
  objective,
  period,
}: Objective): readonly { readonly key: keyof Objective; readonly message: string }[] {
  if (parseDuration(period) < parseDuration(SHORTEST_PERIOD)) {
    const message = `must be ${SHORTEST_PERIOD} or longer, got ${period}: the slowest tier would fire at ${round(burnLimit("slowest", period))} times the pace at which the budget lasts`;
    return [{ key: "period", message }];
  }
  const limit = burnLimit("fastest", period);
  const failing = limit * errorBudget(objective);
  if (failing < 1) return [];
  const message = `must be above ${round(1 - 1 / limit)}, got ${objective}: its fastest alert waits for ${round(limit)} times the budget, ${round(failing * 100)} % of all requests, and so can never fire`;
  return [{ key: "objective", message }];
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
