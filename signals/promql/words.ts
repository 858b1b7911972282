import { formatDuration } from "./duration";
import type { Unit } from "./units";

const DAY_SECONDS = 24 * 60 * 60;

/** A value in its base unit as text for people: 0.05 of a ratio is `5 %`, 1209600 seconds are `14d`. */
export function quantityText(value: number, unit: Unit): string {
  switch (unit) {
    case "ratio":
      return `${rounded(value * 100)} %`;
    case "seconds":
      if (value > 0 && value % DAY_SECONDS === 0) return formatDuration(value * 1000);
      return value !== 0 && Math.abs(value) < 1 ? `${rounded(value * 1000)} ms` : `${value} s`;
    case "bytes":
      return `${rounded(value / 2 ** 20)} MiB`;
    case "bytesPerSecond":
      return `${rounded(value / 2 ** 20)} MiB/s`;
    case "perSecond":
    case "operationsPerSecond":
      return `${value}/s`;
    case "usdPerHour":
      return `${value} USD/h`;
    case "count":
      return String(rounded(value));
  }
}

/** Drops the last digits that binary fractions add: 0.07 * 100 is 7.000000000000001. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
