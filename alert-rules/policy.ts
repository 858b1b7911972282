import type { Duration, Quantity } from "../signals/promql/units";

/** `critical` pages somebody, `warning` is for working hours, `info` is only recorded. */
export const SEVERITIES = ["critical", "warning", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** When an alert fires and how severe it is, as far as a stack may set it. */
export interface Policy {
  /**
   * The value that is too high, or too low, in its signal's base unit. A stack's `timeScale` shortens windows and waits
   * but not limits: two seconds of latency stay two, and a certificate's days stay days. If a limit is a stretch of the
   * stack's own time, the signal says so and writes it as a duration.
   */
  readonly limit?: Quantity;
  /** How far back the signal is measured. */
  readonly window?: Duration;
  /** How long the condition has to last. */
  readonly for: Duration;
  readonly severity: Severity;
}

/** An alert's policy in a stack: the same fields as the default `P`, with the stack's own values. */
export type PolicyOf<P extends Policy> = {
  readonly [K in keyof P]: K extends "severity"
    ? Severity
    : K extends "for" | "window"
      ? Duration
      : P[K];
};
