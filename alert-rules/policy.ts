import type { Duration, Quantity } from "../signals/promql/units";

/** `critical` pages somebody, `warning` is for working hours, `info` for the record. */
export const SEVERITIES = ["critical", "warning", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** When an alert fires and how loudly: what a stack may set of it. */
export interface Policy {
  /**
   * The value that is too much, or too little, in its signal's base unit. A stack's `timeScale` shortens windows and
   * waits, and leaves limits alone: two seconds of latency are two, and a certificate's days are days. Only where a
   * limit is a stretch of the stack's own time does the signal say so, and write it as a duration.
   */
  readonly limit?: Quantity;
  /** How far back the signal is measured. */
  readonly window?: Duration;
  /** How long it has to last. */
  readonly for: Duration;
  readonly severity: Severity;
}

/** An alert's policy in a stack: it has what its default `P` has, with values of the stack's own. */
export type PolicyOf<P extends Policy> = {
  readonly [K in keyof P]: K extends "severity"
    ? Severity
    : K extends "for" | "window"
      ? Duration
      : P[K];
};
