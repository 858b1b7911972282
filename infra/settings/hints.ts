import { isIP } from "node:net";

import { formatDuration } from "../../signals/promql/duration";
import { nearest } from "../objects/nearest";
import { WEEKDAYS } from "./weekdays";

/** Separates what a value must be from the hint at what was meant, until the value is inserted between them. */
export const HINT = "\u001f";

/** What was probably meant by a value of the wrong form, as a question or a sentence; undefined if unknown. */
export type Hint = (written: unknown) => string | undefined;

/** A schema's error message for a value of the wrong form, as zod takes it. */
export interface Message {
  readonly error: (issue: { readonly input?: unknown }) => string;
}

/** An error message of a schema that ends in a hint. */
export function hinting(message: string, hint: Hint): Message {
  return {
    error: ({ input }) => {
      const told = hint(input);
      // Suggesting the rejected value itself would not help.
      return told === undefined || told === didYouMean(String(input))
        ? message
        : `${message}${HINT}${told}`;
    },
  };
}

function didYouMean(value: string | undefined): string | undefined {
  return value === undefined ? undefined : `did you mean ${value}?`;
}

function ofText(hint: (text: string) => string | undefined): Hint {
  return (written) => (typeof written === "string" ? hint(written.trim()) : undefined);
}

/** A hint at the same value in a form that is valid. @param isRight whether the schema accepts it */
export function rewritten(rewrite: (text: string) => string, isRight: (text: string) => boolean) {
  return ofText((text) => {
    const other = rewrite(text);
    return isRight(other) ? didYouMean(other) : undefined;
  });
}

/**
 * The error message of a section of several kinds, with a hint if a kind is written in place of the section.
 *
 * @param key the key that selects the kind
 * @param kinds at least two
 */
export function oneOfKinds(key: string, kinds: readonly string[]): Message {
  const hint = ofText((text) => {
    const kind = nearest(text, kinds);
    return kind === undefined ? undefined : didYouMean(`{ ${key}: ${kind} }`);
  });
  return hinting(`must be ${kinds.slice(0, -1).join(", ")} or ${kinds.at(-1)}`, hint);
}

const BYTES_UNITS: Readonly<Record<string, keyof typeof MEBIBYTES>> = { m: "Mi", g: "Gi", t: "Ti" };
const MEBIBYTES = { Mi: 1, Gi: 1024, Ti: 1024 ** 2 } as const;
const BYTES_A_MEBIBYTE = 2 ** 20;

/** For a size with a missing or a different unit. */
export const sizeHint: Hint = (written) => {
  const text = String(written).trim();
  const [, amount = "", unit = ""] = /^(\d+(?:\.\d+)?)\s*([a-zA-Z]*)$/.exec(text) ?? [];
  const number = Number(amount);
  if (amount === "" || number === 0) return undefined;
  if (unit === "") {
    return typeof written !== "number" || number < BYTES_A_MEBIBYTE
      ? `the unit is missing, as in ${amount}Mi or ${amount}Gi`
      : `did you mean ${Math.ceil(number / BYTES_A_MEBIBYTE)}Mi? bytes are written with a unit`;
  }
  if (/^ki?b?$/i.test(unit)) return didYouMean(`${Math.ceil(number / 1024)}Mi`);
  const [, letter = ""] = /^([mgt])(?:i?b|i|b)?$/i.exec(unit) ?? [];
  const binary = BYTES_UNITS[letter.toLowerCase()];
  if (binary === undefined) return undefined;
  return didYouMean(
    Number.isInteger(number) ? `${number}${binary}` : `${Math.ceil(number * MEBIBYTES[binary])}Mi`,
  );
};

/** For a CPU limit in percent, or with the unit written out. */
export const cpuHint: Hint = ofText((text) => {
  const [, amount, unit = ""] =
    /^(\d+(?:\.\d+)?)\s*(m|%|v?cpus?|cores?|milli\w*)$/i.exec(text) ?? [];
  if (amount === undefined) return undefined;
  if (unit === "%") return didYouMean(`${Number(amount) * 10}m`);
  return didYouMean(/^m/i.test(unit) ? `${Number(amount)}m` : amount);
});

const SECOND = 1000;
const [MINUTE, HOUR, DAY] = [60 * SECOND, 3600 * SECOND, 24 * 3600 * SECOND];
const LENGTHS: readonly (readonly [name: RegExp, milliseconds: number])[] = [
  [/^(ms|milli\w*)$/i, 1],
  [/^(s|secs?|seconds?)$/i, SECOND],
  [/^(m|mins?|minutes?)$/, MINUTE],
  [/^(h|hrs?|hours?)$/i, HOUR],
  [/^(d|days?)$/i, DAY],
  [/^(w|wks?|weeks?)$/i, 7 * DAY],
  [/^(mo|mon|months?)$/i, 30 * DAY],
  [/^(y|yrs?|years?)$/i, 365 * DAY],
];

/** For a duration without a unit, with several units, or with units written out. */
export const durationHint: Hint = (written) => {
  if (typeof written === "number" || /^\d+(\.\d+)?$/.test(String(written))) {
    const number = String(written);
    return `the unit is missing, as in ${number}s, ${number}m, ${number}h or ${number}d`;
  }
  if (typeof written !== "string") return undefined;
  const text = written
    .trim()
    .replace(/^P(?=\d)/, "")
    .replace(/^PT(?=\d)/, "");
  if (!/^(\d+(\.\d+)?\s*[a-zA-Z]+\s*)+$/.test(text)) return undefined;
  let milliseconds = 0;
  for (const [, amount = "", unit = ""] of text.matchAll(/(\d+(?:\.\d+)?)\s*([a-zA-Z]+)/g)) {
    const found = LENGTHS.find(([name]) => name.test(unit));
    // A single M means minutes to some and months to others.
    if (found === undefined) return undefined;
    milliseconds += Number(amount) * found[1];
  }
  return Number.isInteger(milliseconds / SECOND) && milliseconds > 0
    ? didYouMean(formatDuration(milliseconds))
    : undefined;
};

const YES = /^(yes|y|on|true|1|enabled?)$/i;
const NO = /^(no|n|off|false|0|disabled?)$/i;

/** Values that Pulumi reads as a text or a number, but that other YAML parsers take for true or false. */
export const booleanHint: Hint = (written) => {
  const text = String(written).trim();
  return YES.test(text) ? didYouMean("true") : NO.test(text) ? didYouMean("false") : undefined;
};

/** The type for `pulumi config set` that stores a number as one; an int is accepted wherever any number is. */
export function numberType(text: string): "int" | "float" {
  return Number.isInteger(Number(text)) && !text.includes(".") ? "int" : "float";
}

const entriesHint: Hint = ofText((text) => {
  const entries = text.split(/\s*[,;]\s*|\s+/).filter((each) => each !== "");
  return entries.length === 0 ? undefined : `a list is written [${entries.join(", ")}]`;
});

/** For a setting that expects a number, whose name says the unit. @param path of the setting */
export function numberHint(path: string): Hint {
  const length = /seconds$/i.test(path) ? SECOND : /days(\.\w+)?$/i.test(path) ? DAY : undefined;
  return ofText((text) => {
    const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)\s*([a-z]+|%)$/i.exec(text) ?? [];
    if (amount === undefined) return undefined;
    const [, given] = LENGTHS.find(([name]) => name.test(unit)) ?? [];
    if (length !== undefined && given !== undefined) {
      return didYouMean(String(Math.ceil((Number(amount) * given) / length)));
    }
    return /^(s|%|x)$/i.test(unit) ? didYouMean(amount) : undefined;
  });
}

/** For a setting that expects a list. */
export const listHint: Hint = (written) =>
  typeof written === "object" && written !== null
    ? "a list of one entry has a hyphen before the entry's first key"
    : entriesHint(typeof written === "number" ? String(written) : written);

/** For a value that is stored as a text. @param type the type that Pulumi must be told */
export function inQuotes(type: string): string {
  return `it is in quotes; with pulumi config set --path, use --type ${type}`;
}

/** For a setting that expects a number or a list. */
export const countOrListHint: Hint = (written) =>
  typeof written === "string" && /^\d+$/.test(written) ? inQuotes("int") : entriesHint(written);

/** For a setting that expects the number of a weekday; Sunday is 0. */
export const weekdayHint: Hint = ofText((text) => {
  const day = WEEKDAYS.findIndex((each) => text.length > 2 && each.startsWith(text.toLowerCase()));
  return day === -1 ? undefined : didYouMean(String(day));
});

const NOON = 12;

/** The hour from 0 to 23 of one that may be followed by a half of the day, such as pm. */
function hourOfDay(hour: string, half: string): number {
  return (half === "" ? Number(hour) : Number(hour) % NOON) + (/^p/i.test(half) ? NOON : 0);
}

/** For a setting that expects a full hour. */
export const hourHint: Hint = ofText((text) => {
  const [, hour = "", half = ""] = /^(\d{1,2})(?:[:.h]00)?\s*([ap]m)?$/i.exec(text) ?? [];
  return hour === "" || text === hour ? undefined : didYouMean(String(hourOfDay(hour, half)));
});

/** For a setting that expects a text, where Kubernetes' own objects have a section with a name. */
export const textHint: Hint = (written) => {
  const { name } = (written ?? {}) as { readonly name?: unknown };
  return typeof name === "string" ? didYouMean(name) : undefined;
};

/** Also as in Kafka's listeners, such as SASL_SSL://. */
const SCHEME = /^[a-z][\w+.-]*:\/\//i;

/** Only the host of an address, without everything around it. */
export function hostIn(text: string): string {
  const rest = text.replace(SCHEME, "").replace(/^[^@/]*@/, "");
  return rest
    .replace(/[/?#].*$/, "")
    .replace(/:\d+$/, "")
    .replace(/\.$/, "");
}

/** For a host inside a URL, with a port, or written as an IPv6 address. */
export function hostHint(isRight: (text: string) => boolean): Hint {
  return ofText((text) => {
    if (isIP(text.replace(/^\[(.*)\]$/, "$1")) === 6) {
      return "use a host name that resolves to the IPv6 address";
    }
    const name = hostIn(text);
    if (name === text || !isRight(name)) return undefined;
    const port = /:\d+(?=$|[/?#])/.test(text.replace(SCHEME, ""));
    if (/^[a-z]+\+srv:/i.test(text)) return `did you mean ${name}, with srv: true?`;
    return `did you mean ${name}?${port ? " the port has its own setting" : ""}`;
  });
}

/** For a host and port inside a URL, or without the port. @param port the usual port of such a server */
export function hostAndPortHint(isRight: (text: string) => boolean, port: number): Hint {
  return ofText((text) => {
    const rest = text
      .replace(SCHEME, "")
      .replace(/[/?#].*$/, "")
      .replace(/\.(?=:|$)/, "");
    if (isRight(rest)) return didYouMean(rest);
    return isRight(`${rest}:1`) ? `the port is missing, as in ${rest}:${port}` : undefined;
  });
}

/**
 * For a URL with another scheme or none, with a user name, or with a query.
 * @param query the characters that a query may consist of; without it, there must be no query
 */
export function urlHint(isRight: (text: string) => boolean, scheme: string, query?: string): Hint {
  return ofText((text) => {
    const [, name] = /^[a-z+]+:\/\/([^/?#]*)@/i.exec(text) ?? [];
    if (name !== undefined) return "it would expose the user name and password, which are secrets";
    if (text.includes("#") || (query === undefined && text.includes("?"))) {
      return `it must have no ${query === undefined ? "? or #" : "#"}`;
    }
    if (text.includes("?")) return `its query may consist of ${query}`;
    if (!/[.:]/.test(text)) return undefined;
    const other = text.includes("://")
      ? text.replace(/^[a-z+]+(?=:)/i, scheme)
      : `${scheme}://${text}`;
    return isRight(other) ? didYouMean(other) : undefined;
  });
}

/** For a single address instead of a block. */
export function blockHint(isRight: (text: string) => boolean): Hint {
  return ofText((text) => {
    const address = text.replace(/^\[(.*)\](?::\d+)?$/, "$1").replace(/^([\d.]+):\d+$/, "$1");
    const family = isIP(address);
    const block = `${address}/${family === 6 ? 128 : 32}`;
    return family !== 0 && isRight(block) ? didYouMean(block) : undefined;
  });
}

/** For an address with a person's name before it, or for several addresses. */
export function emailHint(isRight: (text: string) => boolean): Hint {
  return ofText((text) => {
    const several = text.split(/\s*[,;]\s*/).map((each) => /<([^<>]+)>$/.exec(each)?.[1] ?? each);
    if (!several.every(isRight)) return undefined;
    return several.length === 1
      ? didYouMean(several[0])
      : `several are a list: [${several.join(", ")}]`;
  });
}

/** For names with other characters than lower-case letters, digits and hyphens. */
export function slugHint(isRight: (text: string) => boolean): Hint {
  return ofText((text) => {
    const name = text
      .toLowerCase()
      .replaceAll(/[^a-z0-9.]+/g, "-")
      .replaceAll(/^[-.]+|[-.]+$/g, "");
    return didYouMean([name, name.replaceAll(".", "-")].find(isRight));
  });
}

/** For a time of day in other notations, such as 9am or 9.30. */
export const clockHint: Hint = ofText((text) => {
  const [, hours = "", minutes = "00", half = ""] =
    /^(\d{1,2})(?:[:.h](\d\d))?\s*([ap]m?)?$/i.exec(text) ?? [];
  const hour = hourOfDay(hours, half);
  return hours === "" || hour > 24 || Number(minutes) > 59
    ? undefined
    : didYouMean(`${String(hour).padStart(2, "0")}:${minutes}`);
});
