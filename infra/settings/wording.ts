import type { z } from "zod";

import { isSecretKey } from "./secrets";

/** A fault of one setting: where it is, and what is wrong with it. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

/** Longer values are cut: enough is left to find them by. */
const LONGEST_VALUE = 80;
/** So many keys can be told in one line. */
const MOST_KEYS = 12;

/** A value as a message shows it: on one line, and without a password that stands in an address. */
export function shown(value: unknown): string {
  // What is no number, and what is beyond all numbers, would be `null` in JSON.
  const text = typeof value === "number" ? String(value) : JSON.stringify(value);
  const safe = text.replace(/\/\/[^\s/"@]*@/g, "//[secret]@");
  return safe.length <= LONGEST_VALUE ? safe : `${safe.slice(0, LONGEST_VALUE)}…`;
}

const TYPES: Readonly<Record<string, string>> = {
  string: "a text",
  int: "a whole number",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "a section with keys",
};

/** What a setting must be, where the schema says so by its type alone and not in words of its own. */
export function wording(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${TYPES[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be ${issue.values.map(String).join(" or ")}`;
    case "too_small":
      return `must ${verb(issue.origin)} at least ${issue.minimum}${unit(issue.origin)}`;
    case "too_big":
      return `must ${verb(issue.origin)} at most ${issue.maximum}${unit(issue.origin)}`;
    case "unrecognized_keys":
      return unknownKey(issue.inst);
    default:
      return undefined;
  }
}

function verb(origin: string): string {
  return origin === "array" || origin === "string" ? "have" : "be";
}

function unit(origin: string): string {
  return origin === "array" ? " entries" : origin === "string" ? " characters" : "";
}

function unknownKey(schema: unknown): string {
  const { shape = {} } = (schema as z.core.$ZodObject | undefined)?._zod.def ?? {};
  const keys = Object.keys(shape);
  return keys.length > MOST_KEYS
    ? "is none of the settings here"
    : `is none of the settings here (${keys.join(", ")})`;
}

/** The faults that the schema found, each with its place and its value. */
export function faultsOf(issues: readonly z.core.$ZodIssue[]): readonly Fault[] {
  return issues.flatMap((issue) => {
    const { path, message, input } = issue;
    if (issue.code === "invalid_union" && issue.discriminator !== undefined) {
      return [{ path: path.join("."), message: message + choice(input, issue.discriminator) }];
    }
    if (issue.code !== "unrecognized_keys") {
      const got = input === undefined ? ", and is missing" : `, got ${shown(input)}`;
      return [{ path: path.join("."), message: message + got }];
    }
    const section = input as Readonly<Record<string, unknown>>;
    return issue.keys.map((key) => ({
      path: [...path, key].join("."),
      message: isSecretKey(key)
        ? `is a secret, and would be readable here: pulumi config set --secret ${key}`
        : `${message}, got ${shown(section[key])}`,
    }));
  });
}

/** What stands where a section says which of several kinds it is. */
function choice(section: unknown, key: string): string {
  const entries = section as Readonly<Record<string, unknown>>;
  return key in entries
    ? `, got ${shown(entries[key])}`
    : `, and is missing among ${Object.keys(entries).join(", ") || "nothing"}`;
}
