import { isRecord } from "../../record";
import type { Fact } from "../change";
import { shortened } from "./text";
import { HIDDEN_VALUE, revealed } from "./secrecy";
import { textFacts } from "./lines";

/** A field whose value differs between the sides; a missing value is undefined. */
export interface FieldDiff {
  readonly path: readonly string[];
  readonly from: unknown;
  readonly to: unknown;
}

/** The keys that identify items of a list, in order of preference. */
const IDENTITIES = ["name", "job_name", "refId", "id", "mountPath", "key", "uid"] as const;

/** Where two values differ. Items of lists are compared by name if they have one, otherwise by position. */
export function fieldDiffs(
  from: unknown,
  to: unknown,
  path: readonly string[] = [],
): readonly FieldDiff[] {
  if (same(from, to)) return [];
  if (isRecord(from) && isRecord(to)) {
    const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
    return [...keys].flatMap((key) => fieldDiffs(from[key], to[key], [...path, key]));
  }
  if (!Array.isArray(from) || !Array.isArray(to)) return [{ path, from, to }];
  const [ours, theirs] = [from as readonly unknown[], to as readonly unknown[]];
  const identity = IDENTITIES.find((key) => identifies(ours, key) && identifies(theirs, key));
  if (identity !== undefined)
    return fieldDiffs(keyed(ours, identity), keyed(theirs, identity), path);
  if (![...ours, ...theirs].every(isRecord)) return [{ path, from, to }];
  if (ours.length === theirs.length) {
    return ours.flatMap((item, i) => fieldDiffs(item, theirs[i], [...path, String(i)]));
  }
  return [
    ...without(ours, theirs).map((item) => ({ path, from: item, to: undefined })),
    ...without(theirs, ours).map((item) => ({ path, from: undefined, to: item })),
  ];
}

/** The difference of a field for people. For a field that may contain a secret, only that it changed. */
export function fieldFact({ path, from, to }: FieldDiff): readonly Fact[] {
  const what = path.join(".");
  if (isText(from) && isText(to)) return textFacts(what, from, to);
  if (isScalars(from) && isScalars(to)) return [listFact(what, from, to)];
  const [before, after] = [shown(path, from), shown(path, to)];
  return before === after ? [{ what: `${what} changed` }] : [{ what, from: before, to: after }];
}

/** A value on one line, with secrets removed. */
export function shown(path: readonly string[], value: unknown): string {
  if (value === undefined || value === null) return "none";
  if (value === "") return '""';
  if (typeof value === "object") return shortened(JSON.stringify(withoutSecrets(path, value)));
  return shortened(revealed(path, typeof value === "string" ? value : JSON.stringify(value)));
}

function withoutSecrets(path: readonly string[], value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(path, item));
  if (isRecord(value)) {
    // The name of a variable tells whether its value is a secret.
    const named = typeof value.name === "string" && "value" in value ? [value.name] : undefined;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        withoutSecrets(key === "value" && named ? named : [...path, key], inner),
      ]),
    );
  }
  return typeof value === "string" ? revealed(path, value) : value;
}

function listFact(what: string, from: readonly unknown[], to: readonly unknown[]): Fact {
  const signed = (sign: string, items: readonly unknown[]) =>
    items.map((item) => `${sign}${shortened(revealed([what], String(item)))}`);
  const items = [...signed("-", without(from, to)), ...signed("+", without(to, from))];
  return { what: items.length > 0 ? `${what} ${items.join(", ")}` : `${what} in another order` };
}

/** Whether two values are equal, compared as JSON. */
export function same(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === "object" && JSON.stringify(a) === JSON.stringify(b));
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.includes("\n") && value !== HIDDEN_VALUE;
}

function isScalars(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.every((item) => typeof item !== "object");
}

function identifies(items: readonly unknown[], key: string): boolean {
  const values = items.map((item) => (isRecord(item) ? item[key] : undefined));
  return (
    values.every((value) => typeof value === "string" || typeof value === "number") &&
    new Set(values).size === values.length
  );
}

function keyed(items: readonly unknown[], key: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    items.filter(isRecord).map((item) => [String(item[key] as string | number), item]),
  );
}

/** The items of a list that another one lacks, counting repetitions. */
export function without<T>(items: readonly T[], others: readonly T[]): readonly T[] {
  const left = others.map((item) => JSON.stringify(item));
  return items.filter((item) => {
    const at = left.indexOf(JSON.stringify(item));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
