import { parseDuration } from "../promql/duration";
import type { Duration } from "../promql/units";

/** How fast an error budget burns, fastest first: the values of the label `tier`. */
export const TIERS = ["fastest", "fast", "slow", "slowest"] as const;
export type Tier = (typeof TIERS)[number];

/** The two windows of a tier: the long one ensures that the burn matters, the short one that it is still going on. */
export const WINDOWS = ["long", "short"] as const;
export type WindowName = (typeof WINDOWS)[number];

interface TierSpec {
  /** Percentage of the period's whole budget that is spent within the long window when the tier fires. */
  readonly spentPercent: number;
  readonly long: Duration;
  /** A twelfth of the long window: how soon the alert resolves after the fault ends. */
  readonly short: Duration;
  /**
   * The windows already smooth out flapping, so this only prevents an alert from a single evaluation over young
   * counters. A paging tier must begin before the next faster one ends (with its short window), or one outage would
   * page twice.
   */
  readonly for: Duration;
  readonly severity: "critical" | "warning";
}

/**
 * Windows and shares from Google's SRE Workbook, chapter 5 ("Alerting on SLOs"), table 5-8, plus a ticket after one day
 * between its page after hours and its ticket after days.
 */
export const TIER_SPECS: Readonly<Record<Tier, TierSpec>> = {
  fastest: { spentPercent: 2, long: "1h", short: "5m", for: "1m", severity: "critical" },
  fast: { spentPercent: 5, long: "6h", short: "30m", for: "1m", severity: "critical" },
  slow: { spentPercent: 10, long: "1d", short: "2h", for: "5m", severity: "warning" },
  slowest: { spentPercent: 10, long: "3d", short: "6h", for: "5m", severity: "warning" },
};

/**
 * How many times faster than allowed the budget burns when a tier's share of it is spent within its long window: share
 * x period / long window. For 30 days this is 14.4, 6, 3 and 1.
 */
export function burnLimit(tier: Tier, period: Duration): number {
  const { spentPercent, long } = TIER_SPECS[tier];
  // Whole numbers up to the single division, so that the result is the float nearest to the exact quotient.
  return (spentPercent * parseDuration(period)) / (100 * parseDuration(long));
}
