/** The unit of a number on a panel or in a threshold. */
export type Unit =
  | "seconds"
  | "bytes"
  | "ratio"
  | "count"
  /** Requests per second. */
  | "perSecond"
  /** Anything else that is counted, per second: rows, commands, transactions. */
  | "operationsPerSecond"
  | "bytesPerSecond"
  /** US dollars per hour. */
  | "usdPerHour";

/** A number that knows its unit, so that 500 milliseconds cannot be compared with a ratio. */
export interface Quantity<U extends Unit = Unit> {
  readonly value: number;
  readonly unit: U;
}

export function quantity<U extends Unit>(value: number, unit: U): Quantity<U> {
  return { value, unit };
}

export const seconds = (n: number) => quantity(n, "seconds");
export const milliseconds = (n: number) => seconds(n / 1000);
export const hours = (n: number) => seconds(n * 3600);
export const days = (n: number) => hours(n * 24);
export const ratio = (n: number) => quantity(n, "ratio");
export const percent = (n: number) => ratio(n / 100);
export const perSecond = (n: number) => quantity(n, "perSecond");
export const operationsPerSecond = (n: number) => quantity(n, "operationsPerSecond");
export const count = (n: number) => quantity(n, "count");

/** A Prometheus duration with one unit, such as `5m`; `d` is 24 hours. */
export type Duration = `${number}${"ms" | "s" | "m" | "h" | "d" | "w" | "y"}`;

/** Grafana's own window: long enough for the scrape interval and for one pixel of the panel. */
export const RATE_INTERVAL = "$__rate_interval";

/** Grafana's own step: the distance between the points of a graph. */
export const STEP = "$__interval";

/** The window of a rate: fixed in a rule, `$__rate_interval` on a panel. */
export type Window = Duration | typeof RATE_INTERVAL;
