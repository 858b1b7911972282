import type { z } from "zod";

import { nearest } from "../objects/nearest";
import { booleanHint, HINT, inQuotes, listHint, numberHint, numberType, textHint } from "./hints";
import { isSecretKey, NAMED_KEYS, SECRET_KEYS } from "./secrets";
import { meant } from "./settingPaths";

/** A fault of one setting: its path, and what is wrong. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

/** Longer values are cut; this is enough to find them by. */
const LONGEST_VALUE = 80;

/** A value as messages show it: on one line, and without a password inside a URL. */
export function shown(value: unknown): string {
  // JSON would turn NaN and Infinity into `null`.
  const text = typeof value === "number" ? String(value) : JSON.stringify(value);
  const safe = text
    .replace(/\/\/[^\s/"@]*@/g, "//[secret]@")
    .replace(/(\/\/hooks\.slack[\w.-]*\/)[^\s"]+/g, "$1[secret]");
  return safe.length <= LONGEST_VALUE ? safe : `${safe.slice(0, LONGEST_VALUE)}…`;
}

const TYPES: Readonly<Record<string, string>> = {
  string: "a text",
  int: "a whole number",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "a section with keys",
  record: "a section with keys",
};

/** What a setting must be, if the schema only expresses it by its type and has no message of its own. */
export function wording(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${TYPES[issue.expected] ?? issue.expected}${keysOf(issue)}`;
    case "invalid_value":
      return `must be ${issue.values.map(String).join(" or ")}`;
    case "too_small":
      return `must ${verb(issue.origin)} at least ${issue.minimum}${unit(issue.origin, issue.minimum)}`;
    case "too_big":
      return `must ${verb(issue.origin)} at most ${issue.maximum}${unit(issue.origin, issue.maximum)}`;
    case "unrecognized_keys":
      return knownKeys(issue.inst);
    default:
      return undefined;
  }
}

function verb(origin: string): string {
  return origin === "array" || origin === "string" ? "have" : "be";
}

const UNITS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  array: [" entry", " entries"],
  string: [" character", " characters"],
};

function unit(origin: string, count: number | bigint): string {
  const [one, many] = UNITS[origin] ?? ["", ""];
  return count === 1 ? one : many;
}

/** With more keys than this, listing them would hide what is wrong. */
const MOST_KEYS = 12;

/** Separates the known keys in the message for an unknown key, until that is put into words. */
const BETWEEN = " ";

function knownKeys(schema: unknown): string {
  return namesIn(schema).join(BETWEEN);
}

/** The keys that a section may have, also if its keys are names. */
function namesIn(schema: unknown): readonly string[] {
  const { shape = {}, keyType } = ((schema as z.core.$ZodType | undefined)?._zod.def ?? {}) as {
    readonly shape?: object;
    readonly keyType?: z.core.$ZodType;
  };
  const names = keyType?._zod.values;
  return names ? [...names].map(String) : Object.keys(shape);
}

/** The possible keys, if a section is expected. */
function keysOf({ expected, inst, input }: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidType>) {
  const names = namesIn(inst);
  if (expected !== "object" || input === null || names.length === 0) return "";
  const meant = sectionFor(input, names);
  if (names.length > MOST_KEYS) return meant === "" ? "" : `${HINT}${meant.trim()}`;
  return `${HINT}${meant}its keys are ${names.join(", ")}`;
}

/** The keys under which a value alone may be meant, the likeliest first. */
function keysFor(value: boolean | number | string): readonly string[] {
  if (typeof value === "boolean") return ["enabled"];
  if (typeof value === "number") return ["limit", "port"];
  if (!/^\S{1,80}$/.test(value)) return [];
  if (value.includes("@")) return ["to"];
  return value.includes("://") ? ["url", "baseUrl"] : ["host", "name", "secretName", "limit"];
}

/** A suggestion for a value in place of a section: people write the most important setting alone. */
function sectionFor(value: unknown, names: readonly string[]): string {
  if (typeof value !== "boolean" && typeof value !== "number" && typeof value !== "string") {
    return "";
  }
  const key = keysFor(value).find((each) => names.includes(each));
  // What cannot be shown would not belong there either.
  if (shown(value) !== JSON.stringify(value)) return "";
  return key === undefined ? "" : `did you mean { ${key}: ${String(value)} }? `;
}

/** No alert can be disabled by name: each one that stays quiet does so for a visible reason. */
const STAYS =
  "alerts cannot be disabled; give it the severity info, or silence it with npm run silence";

/** Matches unknown keys that seem to hold something secret. */
const SECRET_WORD =
  /passw(or)?d|pass$|token|secret|credential|private_?key|(api|access|routing|service|integration)_?key|webhook_?url/i;

const ALL_SECRETS = [...SECRET_KEYS, ...NAMED_KEYS.map((key) => `${key}-<name>`)];

/** The secrets that may be meant in a section: those whose names begin with the innermost word of its path that begins any. */
function secretsNear(path: string): string {
  const isNear = (word: string, name: string) =>
    word.length > 2 && name.startsWith(word === "email" ? "smtp" : word.replace(/s$/, ""));
  const near = path
    .toLowerCase()
    .split(".")
    .reverse()
    .map((word) => ALL_SECRETS.filter((name) => isNear(word, name.toLowerCase())))
    .find((names) => names.length > 0);
  return near === undefined || near.length > 4 ? "" : `: ${near.join(", ")}`;
}

function unknownKey(key: string, known: readonly string[], value: unknown, path: string): string {
  const meaning =
    path.startsWith("alerts.") && /^(enabled?|disabled?)$/i.test(key)
      ? STAYS
      : meant(key, known, path, value);
  if (meaning === undefined && SECRET_WORD.test(key) && typeof value === "string") {
    return `is not a setting here (${known.join(", ")}), got [secret]: set secrets with pulumi config set --secret${secretsNear(path)}`;
  }
  const hint = meaning === undefined ? "" : `: ${meaning}`;
  const list = known.join(", ");
  return known.length > MOST_KEYS
    ? `is not a setting here, got ${shown(value)}${hint}${hint.endsWith("?") ? "" : ";"} the settings are ${list}`
    : `is not a setting here (${list}), got ${shown(value)}${hint}`;
}

/** The type with which `pulumi config set --path` would store a text as the value that it represents. */
function storedAs(expected: string, input: unknown): string {
  if (typeof input === "string") {
    const isNumber = /^-?\d+(\.\d+)?$/.test(input);
    if (isNumber && /^(number|int)$/.test(expected)) return `: ${inQuotes(numberType(input))}`;
    if (expected === "boolean" && /^(true|false)$/.test(input)) return `: ${inQuotes("bool")}`;
  }
  return expected === "string" && (typeof input === "number" || typeof input === "boolean")
    ? ": it must be in quotes; with pulumi config set --path, use --type string"
    : "";
}

/** The allowed value that another one was probably meant to be. */
function meantValue(input: unknown, values: readonly unknown[]): string {
  if (typeof input !== "string") return "";
  const texts = values.filter((each) => typeof each === "string");
  const written = input.trim().toLowerCase();
  const begun = texts.filter(
    (each) =>
      Math.min(written.length, each.length) > 2 &&
      (each.startsWith(written) || written.startsWith(each)),
  );
  const near = begun.length === 1 ? begun[0] : nearest(written, texts);
  return near === undefined ? "" : `: did you mean ${near}?`;
}

/** For a key without a value. */
const NULL =
  ": the value is empty, or a comment after an unquoted #; leave the key out, or quote the value";

/** What was meant by a value of another type. */
function otherType({ expected, input, path }: z.core.$ZodIssueInvalidType): string {
  const stored = storedAs(expected, input);
  if (stored !== "") return stored;
  const hints = {
    boolean: booleanHint,
    array: listHint,
    string: textHint,
    number: numberHint(path.join(".")),
    int: numberHint(path.join(".")),
  };
  const hint = expected in hints ? hints[expected as keyof typeof hints](input) : undefined;
  return hint === undefined ? "" : `: ${hint}`;
}

/** How a value with the right meaning got the wrong form, and how to correct it. */
function wayOut(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return otherType(issue);
    case "invalid_value":
      return meantValue(issue.input, issue.values);
    default:
      return "";
  }
}

/** The faults that the schema found, each with its path and value. */
export function faultsOf(issues: readonly z.core.$ZodIssue[]): readonly Fault[] {
  return issues.flatMap((issue) => {
    const { path, input } = issue;
    const [message = "", hint] = issue.message.split(HINT);
    if (issue.code === "invalid_union" && issue.discriminator !== undefined) {
      return [{ path: path.join("."), message: message + choice(input, issue) }];
    }
    if (issue.code === "invalid_key") {
      const [why] = issue.issues;
      const [told = message, meaning] = why?.message.split(HINT) ?? [];
      return [
        { path: path.join("."), message: meaning === undefined ? told : `${told}: ${meaning}` },
      ];
    }
    if (issue.code !== "unrecognized_keys") {
      const got = input === undefined ? ", and is missing" : `, got ${shown(input)}`;
      const stays = path.length === 2 && path[0] === "alerts" && typeof input === "boolean";
      const way = stays ? `: ${STAYS}` : hint === undefined ? wayOut(issue) : `: ${hint}`;
      return [{ path: path.join("."), message: message + got + (input === null ? NULL : way) }];
    }
    const section = input as Readonly<Record<string, unknown>>;
    return issue.keys.map((key) => ({
      path: [...path, key].join("."),
      message: isSecretKey(key)
        ? `is a secret, and would be readable here: use pulumi config set --secret ${key}`
        : unknownKey(key, message.split(BETWEEN), section[key], path.join(".")),
    }));
  });
}

/** The value that selects the kind of a section, or what the section has instead. */
function choice(section: unknown, issue: z.core.$ZodIssueInvalidUnion): string {
  const { discriminator: key = "" } = issue;
  const kinds = "options" in issue ? (issue.options ?? []) : [];
  const entries = section as Readonly<Record<string, unknown>>;
  return key in entries
    ? `, got ${shown(entries[key])}${meantValue(entries[key], kinds)}`
    : `, and is missing; the section only has ${Object.keys(entries).join(", ") || "no keys"}`;
}
