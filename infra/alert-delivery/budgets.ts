import type { Severity } from "../../alert-rules/policy";
import type { AlertDelay } from "./delay";

const MINUTE = 60_000;

interface Budget {
  /** Milliseconds that a notification may take in addition to the rule's `for`. */
  readonly allowed: number;
  /** Whether the rule's window must fit in as well; otherwise it is waited for like `for`. */
  readonly holdsWindow: boolean;
}

/**
 * How late a first notification may be, measured by the times in which people have to answer: 5 minutes, 30 minutes and
 * the next business day. Delivery, during which nobody can act, must take less than that.
 *
 * - `critical` has 3 minutes for everything except its `for`: the person who is paged has to answer within 5, and a
 *   page that takes longer than that to arrive has doubled the outage. Its window must fit in, so that nothing that
 *   pages measures slowly; except for the tiers of an objective, which are defined by how much of a budget is spent.
 * - `warning` has 5 minutes, a sixth of the 30. Its window is chosen together with its limit: a trend over hours is not
 *   late just because it is one.
 * - `info` has 10 minutes: mail is for the next day, and a group that was sent today waits until tomorrow.
 */
export const BUDGETS: Readonly<Record<Severity, Budget>> = {
  critical: { allowed: 3 * MINUTE, holdsWindow: true },
  warning: { allowed: 5 * MINUTE, holdsWindow: false },
  info: { allowed: 10 * MINUTE, holdsWindow: false },
};

/**
 * The latest that a notification may arrive, in milliseconds, to compare `delay.total` with.
 *
 * @param timeScale the scale of the times that the delay was calculated from
 */
export function allowedDelay(severity: Severity, delay: AlertDelay, timeScale = 1): number {
  const { allowed, holdsWindow } = BUDGETS[severity];
  const { pending, window } = delay.parts;
  const waitedFor = holdsWindow && delay.rule.labels?.tier === undefined ? 0 : window;
  return allowed / timeScale + pending + waitedFor;
}
