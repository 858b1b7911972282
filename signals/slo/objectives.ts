import { parseDuration } from "../promql/duration";
import type { Duration } from "../promql/units";
import { burnLimit } from "./tiers";

/** What is promised about the users' requests: the values of the label `slo`, and the keys in a stack's settings. */
export const SLOS = ["availability", "latency", "slowRequests"] as const;
export type SloName = (typeof SLOS)[number];

/** How much is promised, and over how long. */
export interface Objective {
  /** The share of requests that must be good, between 0 and 1. */
  readonly objective: number;
  /** The period over which the share is measured. */
  readonly period: Duration;
}
export type Objectives = Readonly<Record<SloName, Objective>>;

/** The objectives of a stack that sets none. */
export const DEFAULT_OBJECTIVES: Objectives = {
  availability: { objective: 0.999, period: "30d" },
  latency: { objective: 0.95, period: "30d" },
  slowRequests: { objective: 0.99, period: "30d" },
};

/**
 * The shortest period for which the slowest tier's limit is near 1; with a shorter one it fires although the budget
 * will last.
 */
export const SHORTEST_PERIOD: Duration = "28d";

/** The share of requests that may be bad. */
export function errorBudget(objective: number): number {
  // Rounded, because 1 - 0.999 is 0.0010000000000000009.
  return Number((1 - objective).toPrecision(12));
}

/** Five nines: over 30 days, the fastest alert fires at 144 failures in a million requests. */
const MOST_OBJECTIVE = 0.99999;

/** Reasons why an objective's alerts would mean nothing: the key at fault, and a message with the remedy. */
export function objectiveFaults({
  objective,
  period,
}: Objective): readonly { readonly key: keyof Objective; readonly message: string }[] {
  if (parseDuration(period) < parseDuration(SHORTEST_PERIOD)) {
    const message = `must be ${SHORTEST_PERIOD} or longer, got ${period}: the slowest tier would fire at ${round(burnLimit("slowest", period))} times the pace at which the budget lasts`;
    return [{ key: "period", message }];
  }
  if (objective > MOST_OBJECTIVE) {
    const message = `must be at most ${MOST_OBJECTIVE}, got ${objective}: one failure in ten thousand requests would page`;
    return [{ key: "objective", message }];
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
