import type { Severity } from "../../alert-rules/policy";
import type { AlertDelay } from "./delay";

const MINUTE = 60_000;

interface Budget {
  /** Milliseconds that a notification may take beside the rule's `for`. */
  readonly allowed: number;
  /** Whether the window over which the rule measures has to fit in, too, or is waited for like `for`. */
  readonly holdsWindow: boolean;
}

/**
 * How late a first notification may be. The times in which people are to answer, 5 minutes, 30 minutes and the
 * next business day, are the measure: what nobody can do anything about takes up less than that.
 *
 * - `critical` has 3 minutes for everything but its `for`: whoever is paged has to answer within 5, and a page that
 *   takes longer than that to come has doubled the outage. Its window has to fit in, so that nothing that pages
 *   measures leisurely; but for the tiers of an objective, which are defined by how much of a budget is spent.
 * - `warning` has 5 minutes, a sixth of the 30. Over how long it measures is chosen with its limit: a trend of
 *   hours is not late by being one.
 * - `info` has 10 minutes: mail is for the next day, and the group that was told today waits for tomorrow.
 */
export const BUDGETS: Readonly<Record<Severity, Budget>> = {
  critical: { allowed: 3 * MINUTE, holdsWindow: true },
  warning: { allowed: 5 * MINUTE, holdsWindow: false },
  info: { allowed: 10 * MINUTE, holdsWindow: false },
};

/**
 * The latest that a notification may be, in milliseconds, to compare `delay.total` with.
 * @param timeScale of the times that the delay was worked out from
 */
export function allowedDelay(severity: Severity, delay: AlertDelay, timeScale = 1): number {
  const { allowed, holdsWindow } = BUDGETS[severity];
  const { pending, window } = delay.parts;
  const waitedFor = holdsWindow && delay.rule.labels?.tier === undefined ? 0 : window;
  return allowed / timeScale + pending + waitedFor;
}
