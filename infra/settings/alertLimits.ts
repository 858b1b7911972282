import { z } from "zod";

import type { PolicyName } from "../../alert-rules/policies";
import type { Quantity, Unit } from "../../signals/promql/units";
import { HINT, numberType } from "./hints";

/** The lowest and highest value of a limit, in its base unit. Both are included. */
interface Reach {
  readonly least: number;
  readonly most: number;
}

const [SECOND, HOUR, DAY] = [1, 60 * 60, 24 * 60 * 60];

/**
 * The range in which a limit makes sense. Most mistakes are mistakes of the unit, so each range excludes its limit in
 * the next unit: milliseconds, hours or days written without one.
 */
const REACHES: Readonly<Partial<Record<PolicyName, Reach>>> = {
  HighAPILatency: { least: 0.01, most: 60 },
  EventLoopLagHigh: { least: 0.01, most: 10 },
  LLMSlow: { least: 0.1, most: 60 },
  ExternalAPISlow: { least: 0.01, most: 60 },
  SlowQueries: { least: 0.001, most: 30 },
  VolumeFilling: { least: HOUR, most: 30 * DAY },
  // Public CAs issue certificates for 90 days.
  CertificateExpiring: { least: DAY, most: 90 * DAY },
  CertificateRenewalOverdue: { least: HOUR, most: 30 * DAY },
  // Prometheus writes a block every two hours, and uploads it then.
  ThanosUploadStalled: { least: 3 * HOUR, most: 7 * DAY },
  // Samples that are not sent after about two hours are no longer in the write-ahead log, and lost.
  RemoteWriteBehind: { least: 10 * SECOND, most: 2 * HOUR },
  BackupOverdue: { least: HOUR, most: 30 * DAY },
  // Some caches rarely hit, by design.
  LowCacheHitRate: { least: 0.01, most: 0.999 },
  WebhookFailing: { least: 0.01, most: 0.99 },
};

/**
 * A limit that is a low share by default measures failures or free space; a high one measures usage. A share from the
 * other end is most likely the complement, such as 90% used instead of 10% free: the alert would always fire.
 */
const LOW_SHARE = { most: 0.5 } as const;
const HIGH_SHARE = { least: 0.25, most: 0.999 } as const;

/** For limits without a range of their own: the largest factor by which they may differ from the default. */
const FACTOR = { seconds: 100, others: 10_000 } as const;

/** A limit's range. A share is kept below 1 separately. */
export function reachOf(name: PolicyName, { value, unit }: Quantity): Reach {
  const factor = unit === "seconds" ? FACTOR.seconds : FACTOR.others;
  const share = value < LOW_SHARE.most ? { least: value / factor, ...LOW_SHARE } : HIGH_SHARE;
  return (
    REACHES[name] ?? (unit === "ratio" ? share : { least: value / factor, most: value * factor })
  );
}

/** The units that a limit may be written with, as factors of its base unit. */
const NOTATIONS: Readonly<Partial<Record<Unit, Notation>>> = {
  seconds: {
    units: { ms: 0.001, s: 1, m: 60, h: HOUR, d: DAY, w: 7 * DAY },
    example: "a time in seconds, or with its unit, such as 250ms, 26h or 14d",
  },
  ratio: { units: { "%": 0.01 }, example: "a share such as 0.05, or with its unit, 5%" },
  perSecond: {
    units: { "/s": 1, "/min": 1 / 60, "/h": 1 / HOUR },
    example: "a number per second, or with its unit, such as 5/s or 300/min",
  },
};
interface Notation {
  readonly units: Readonly<Record<string, number>>;
  readonly example: string;
}

const AMOUNT = /^(\d{1,12}(?:\.\d{1,9})?) ?(\D{1,4})$/;
/** Enough for every limit, without digits that only come from a division. */
const DIGITS = 12;

/** The amount in the base unit of a text with a unit; undefined if it has none of that unit's notations. */
export function amountOf(text: string, unit: Unit): number | undefined {
  const [, amount, written] = AMOUNT.exec(text) ?? [];
  const factor = written === undefined ? undefined : NOTATIONS[unit]?.units[written];
  return factor === undefined ? undefined : Number((Number(amount) * factor).toPrecision(DIGITS));
}

/** A number in the base unit, or a text with its unit. */
export type Limit = number | string;

/** The setting of a limit: written by people, parsed to its base unit. */
export function limitSetting(name: PolicyName, limit: Quantity) {
  const { unit } = limit;
  const { least, most } = reachOf(name, limit);
  const example = NOTATIONS[unit]?.example ?? "a number";
  const valueOf = (written: unknown) =>
    typeof written === "string" ? amountOf(written, unit) : written;
  return z
    .custom<Limit>()
    .superRefine((written, context) => {
      const value = valueOf(written);
      const add = (message: string) => context.addIssue(message);
      if (typeof value !== "number" || !Number.isFinite(value)) {
        add(`must be ${example}${bareNumber(written)}${amountHint(written, unit)}`);
      } else if (value <= 0) add("must be above 0, in the base unit: 0.05 is 5 %, 2 is 2 s");
      else if (unit === "ratio" && value >= 1) {
        add("must be below 1, because it is a share: 0.05 is 5 %");
      } else if (value < least || value > most) {
        const [from, to] = [least, most].map((bound) => boundText(bound, unit));
        const opposite = unit === "ratio" && 1 - value >= least && 1 - value <= most;
        const hint = opposite ? `${HINT}did you mean ${boundText(1 - value, unit)}?` : "";
        add(`must be between ${from} and ${to}, and ${example}${hint}`);
      }
    })
    .transform((written) => valueOf(written) as number)
    .meta({
      type: ["number", "string"],
      description: `${example}, between ${boundText(least, unit)} and ${boundText(most, unit)}`,
    });
}

/** Other spellings of units, and the unit of a limit that each stands for. */
const OTHER_UNITS: readonly (readonly [RegExp, string])[] = [
  [/\s*per\s*cent$/i, "%"],
  [/\s*(milliseconds?|msecs?|millis)$/i, "ms"],
  [/\s*(seconds?|secs?)$/i, "s"],
  [/\s*(minutes?|mins?)$/i, "m"],
  [/\s*(hours?|hrs?)$/i, "h"],
  [/\s*days?$/i, "d"],
  [/\s*weeks?$/i, "w"],
  [/\s*(rps|(req(uest)?s?)?\s*(\/|per)\s*(s|secs?|seconds?))$/i, "/s"],
  [/\s*(rpm|(req(uest)?s?)?\s*(\/|per)\s*(m|mins?|minutes?))$/i, "/min"],
  [/\s*(\/|per)\s*(h|hrs?|hours?)$/i, "/h"],
];

/** The amount that a text most likely means, as a hint for a message; empty if unknown. */
export function amountHint(written: unknown, unit: Unit): string {
  if (typeof written !== "string") return "";
  const text = written.trim().replace(/^(\d+),(\d+)/, "$1.$2");
  const other = OTHER_UNITS.map(([its, ours]) => text.replace(its, ours)).find(
    (each) => each !== written && amountOf(each, unit) !== undefined,
  );
  const bare = other === undefined && text !== written && Number.isFinite(Number(text));
  return other === undefined && !bare ? "" : `${HINT}did you mean ${other ?? text}?`;
}

/** A text that is only a number may be meant in any unit. */
export function bareNumber(written: unknown): string {
  return typeof written === "string" && written.trim() !== "" && Number.isFinite(Number(written))
    ? ` (as a number without a unit, pulumi config set --path stores it with --type ${numberType(written.trim())})`
    : "";
}

/** A bound in the notation of the setting. */
function boundText(value: number, unit: Unit): string {
  const rounded = Number(value.toPrecision(DIGITS));
  if (unit === "ratio") return `${Number((100 * value).toPrecision(DIGITS))}%`;
  if (unit !== "seconds") return String(rounded);
  const { ms = 0.001, ...larger } = NOTATIONS.seconds?.units ?? {};
  const [name, factor] = Object.entries(larger)
    .filter(([letter, size]) => letter !== "w" && Number.isInteger(rounded / size))
    .at(-1) ?? ["ms", ms];
  return `${Number((rounded / factor).toPrecision(DIGITS))}${name}`;
}
