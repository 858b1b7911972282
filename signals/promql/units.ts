/** What a number on a panel or in a threshold is a number of. */
export type Unit =
  | "seconds"
  | "bytes"
  | "ratio"
  | "count"
  /** Requests each second. */
  | "perSecond"
  /** Anything else that is counted, each second: rows, commands, transactions. */
  | "operationsPerSecond"
  | "bytesPerSecond"
  /** US dollars an hour. */
  | "usdPerHour";

declare const unit: unique symbol;

/** A number that knows its unit, so that 500 milliseconds cannot be compared with a ratio. */
export type Quantity<U extends Unit> = number & { readonly [unit]: U };

export const seconds = (n: number) => n as Quantity<"seconds">;
export const milliseconds = (n: number) => seconds(n / 1000);
export const mebibytes = (n: number) => (n * 2 ** 20) as Quantity<"bytes">;
export const percent = (n: number) => (n / 100) as Quantity<"ratio">;
export const perSecond = (n: number) => n as Quantity<"perSecond">;
export const operationsPerSecond = (n: number) => n as Quantity<"operationsPerSecond">;
export const count = (n: number) => n as Quantity<"count">;

/** A Prometheus duration of one unit, such as `5m`; `d` is 24 hours. */
export type Duration = `${number}${"ms" | "s" | "m" | "h" | "d" | "w" | "y"}`;

/** Grafana's own window: long enough for the scrape interval and for one pixel of the panel. */
export const RATE_INTERVAL = "$__rate_interval";

/** The window of a rate: fixed in a rule, `$__rate_interval` on a panel. */
export type Window = Duration | typeof RATE_INTERVAL;
