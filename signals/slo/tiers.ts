import { parseDuration } from "../promql/duration";
import type { Duration } from "../promql/units";

/** How fast an error budget burns, fastest first: what the label `tier` says. */
export const TIERS = ["fastest", "fast", "slow", "slowest"] as const;
export type Tier = (typeof TIERS)[number];

/** Both windows of a tier: the long one makes sure that it matters, the short one that it still goes on. */
export const WINDOWS = ["long", "short"] as const;
export type WindowName = (typeof WINDOWS)[number];

interface TierSpec {
  /** Per cent of the period's whole budget that is spent within the long window when the tier fires. */
  readonly spentPercent: number;
  readonly long: Duration;
  /** A twelfth of the long one: so soon after the end of a fault the alert resolves. */
  readonly short: Duration;
  /**
   * The windows have smoothed whatever comes and goes, so this only keeps one evaluation over young counters from
   * telling. A tier that pages must begin before the faster one has ended, which is with the short window of that one:
   * or one outage would page twice.
   */
  readonly for: Duration;
  readonly severity: "critical" | "warning";
}

/**
 * Windows and shares of Google's SRE Workbook, chapter 5 ("Alerting on SLOs"), table 5-8, and between its page after
 * hours and its ticket after days a ticket after one day.
 */
export const TIER_SPECS: Readonly<Record<Tier, TierSpec>> = {
  fastest: { spentPercent: 2, long: "1h", short: "5m", for: "1m", severity: "critical" },
  fast: { spentPercent: 5, long: "6h", short: "30m", for: "1m", severity: "critical" },
  slow: { spentPercent: 10, long: "1d", short: "2h", for: "5m", severity: "warning" },
  slowest: { spentPercent: 10, long: "3d", short: "6h", for: "5m", severity: "warning" },
};

/**
 * How many times faster than allowed the budget burns when a tier's share of it is spent within its long window:
 * share x period / long window. For 30 days 14.4, 6, 3 and 1.
 */
export function burnLimit(tier: Tier, period: Duration): number {
  const { spentPercent, long } = TIER_SPECS[tier];
  // Whole numbers up to the one division, so that it is the nearest number to the exact quotient.
  return (spentPercent * parseDuration(period)) / (100 * parseDuration(long));
}
