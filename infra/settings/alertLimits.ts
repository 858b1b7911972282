import { z } from "zod";

import type { PolicyName } from "../../alert-rules/policies";
import type { Quantity, Unit } from "../../signals/promql/units";
import { HINT, numberType } from "./hints";

/** The least and the most of a limit, in its base unit. Both are included. */
interface Reach {
  readonly least: number;
  readonly most: number;
}

const [SECOND, HOUR, DAY] = [1, 60 * 60, 24 * 60 * 60];

/**
 * Between what a limit means anything. Most mistakes are ones of the unit, so each reach leaves out its limit in the
 * next one: milliseconds, hours or days that were written without it.
 */
const REACHES: Readonly<Partial<Record<PolicyName, Reach>>> = {
  HighAPILatency: { least: 0.01, most: 60 },
  EventLoopLagHigh: { least: 0.01, most: 10 },
  LLMSlow: { least: 0.1, most: 60 },
  ExternalAPISlow: { least: 0.01, most: 60 },
  SlowQueries: { least: 0.001, most: 30 },
  VolumeFilling: { least: HOUR, most: 30 * DAY },
  // Authorities that everybody trusts issue for 90 days.
  CertificateExpiring: { least: DAY, most: 90 * DAY },
  CertificateRenewalOverdue: { least: HOUR, most: 30 * DAY },
  // Prometheus writes a block every two hours, and uploads it then.
  ThanosUploadStalled: { least: 3 * HOUR, most: 7 * DAY },
  // What is not sent after two hours or so is no longer in the write-ahead log, and lost.
  RemoteWriteBehind: { least: 10 * SECOND, most: 2 * HOUR },
  BackupOverdue: { least: HOUR, most: 30 * DAY },
  // Some caches hit seldom, and are as they should be.
  LowCacheHitRate: { least: 0.01, most: 0.999 },
  WebhookFailing: { least: 0.01, most: 0.99 },
};

/**
 * Shares that are low by default count what fails or what is left, and high ones what is used. A share from the other end
 * is most likely the opposite one, such as 90% of a volume used instead of 10% free: the alert would always fire.
 */
const LOW_SHARE = { most: 0.5 } as const;
const HIGH_SHARE = { least: 0.25, most: 0.999 } as const;

/** How far from its default a limit may be that has no reach of its own. */
const FACTOR = { seconds: 100, others: 10_000 } as const;

/** A limit's reach. A share is held below 1 by itself. */
export function reachOf(name: PolicyName, { value, unit }: Quantity): Reach {
  const factor = unit === "seconds" ? FACTOR.seconds : FACTOR.others;
  const share = value < LOW_SHARE.most ? { least: value / factor, ...LOW_SHARE } : HIGH_SHARE;
  return (
    REACHES[name] ?? (unit === "ratio" ? share : { least: value / factor, most: value * factor })
  );
}

/** What a limit may be written with, and what it then is in its base unit. */
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
/** Enough for every limit, and no digit that only a division has made. */
const DIGITS = 12;

/** What a text says with its unit, in the base unit; undefined where it is none of that unit's. */
export function amountOf(text: string, unit: Unit): number | undefined {
  const [, amount, written] = AMOUNT.exec(text) ?? [];
  const factor = written === undefined ? undefined : NOTATIONS[unit]?.units[written];
  return factor === undefined ? undefined : Number((Number(amount) * factor).toPrecision(DIGITS));
}

/** A number in the base unit, or a text with its unit. */
export type Limit = number | string;

/** A limit as people write it, in its base unit once it is read. */
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

/** How others write units, and how a limit has them. */
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

/** What was most likely meant by a text that is no amount of a unit, after HINT; empty where nobody knows. */
export function amountHint(written: unknown, unit: Unit): string {
  if (typeof written !== "string") return "";
  const text = written.trim().replace(/^(\d+),(\d+)/, "$1.$2");
  const other = OTHER_UNITS.map(([its, ours]) => text.replace(its, ours)).find(
    (each) => each !== written && amountOf(each, unit) !== undefined,
  );
  const bare = other === undefined && text !== written && Number.isFinite(Number(text));
  return other === undefined && !bare ? "" : `${HINT}did you mean ${other ?? text}?`;
}

/** Where a text is a number alone, it may be meant in any unit. */
export function bareNumber(written: unknown): string {
  return typeof written === "string" && written.trim() !== "" && Number.isFinite(Number(written))
    ? ` (as a number without a unit, pulumi config set --path stores it with --type ${numberType(written.trim())})`
    : "";
}

/** A bound as it could be written. */
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
