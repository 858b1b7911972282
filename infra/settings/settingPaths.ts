import { z } from "zod";

import { nearest } from "../objects/nearest";
import { StackSchema } from "./schema";

type Schema = z.core.$ZodType;

/** The schema inside wrappers such as defaults and transformations. */
function bare(schema: Schema): Schema {
  const { def } = schema._zod as { readonly def: z.core.$ZodTypeDef };
  const { innerType, in: input } = def as { readonly innerType?: Schema; readonly in?: Schema };
  const inner = innerType ?? (def.type === "pipe" ? input : undefined);
  return inner === undefined ? schema : bare(inner);
}

/** A setting or a section, and its path; of those in a list, the path of the list. */
interface Place {
  readonly path: readonly string[];
  readonly schema: Schema;
}

/** The paths of all settings and sections in a schema; for those in lists, the path of the list. */
export function* pathsIn(schema: Schema): Iterable<readonly string[]> {
  for (const { path } of placesIn(schema)) yield path;
}

function* placesIn(schema: Schema, path: readonly string[] = []): Iterable<Place> {
  const { def } = bare(schema)._zod as { readonly def: z.core.$ZodTypeDef };
  const { shape, options } = def as {
    readonly shape?: Readonly<Record<string, Schema>>;
    readonly options?: readonly Schema[];
  };
  if (path.length > 0) yield { path, schema };
  for (const [key, inner] of Object.entries(shape ?? {})) yield* placesIn(inner, [...path, key]);
  for (const option of options ?? []) {
    for (const inner of placesIn(option, path)) if (inner.path.length > path.length) yield inner;
  }
}

/** A number is meant for a setting that is a text only if it lacks one of these. */
const FORGOTTEN_UNITS = ["", "s", "d", "Mi", "%"];

/** Whether a value has the shape that a setting expects, so that it may be meant for it, if perhaps misspelled. */
function fits(value: unknown, schema: Schema): boolean {
  const { def } = bare(schema)._zod as { readonly def: z.core.$ZodTypeDef };
  const { values, entries } = def as {
    readonly values?: readonly unknown[];
    readonly entries?: Readonly<Record<string, unknown>>;
  };
  const allowed = values ?? (entries && Object.values(entries));
  if (allowed !== undefined) {
    return allowed.some((each) => String(each).toLowerCase() === String(value).toLowerCase());
  }
  if (typeof value === "number" && def.type === "string") {
    return FORGOTTEN_UNITS.some((unit) => z.safeParse(schema, `${value}${unit}`).success);
  }
  const isSection = typeof value === "object" && value !== null && !Array.isArray(value);
  return isSection === /^(object|record|union)$/.test(def.type);
}

/** Paths by the name of an alert or objective do not tell where a key belongs. */
const BY_NAME = /^(alerts|slos)\./;

/** The settings and sections by the last key of their paths. */
const places = new Map<string, readonly Place[]>();

/** The paths of all settings that end in a key. */
function placesOf(key: string): readonly Place[] {
  if (places.size === 0) {
    for (const place of placesIn(StackSchema)) {
      const name = place.path.at(-1) ?? "";
      if (!BY_NAME.test(textOf(place))) places.set(name, [...(places.get(name) ?? []), place]);
    }
  }
  return places.get(key) ?? [];
}

const textOf = ({ path }: Place) => path.join(".");

/** More places than these make no useful hint. */
const MOST_PLACES = 4;

/** For a key that its section has only with another type, such as a region with the type azure. */
const OF_ANOTHER_TYPE = "it does not go with this type";

/**
 * What was probably meant by a key that is unknown at its place: one that belongs elsewhere, or a misspelling of a
 * known one.
 *
 * @param section the path of the section that it is in
 * @param value its value: the setting elsewhere must be able to have such a one
 * @returns a question or a remark; undefined if it resembles nothing
 */
export function meant(
  key: string,
  known: readonly string[],
  section: string,
  value: unknown,
): string | undefined {
  const instead = UNDER_OTHER_NAMES[`${section}.${key}`];
  if (instead !== undefined) return instead;
  const all = placesOf(key);
  if (all.some((place) => textOf(place) === `${section}.${key}`)) return OF_ANOTHER_TYPE;
  const elsewhere = [...new Set(all.filter(({ schema }) => fits(value, schema)).map(textOf))];
  const belongs =
    elsewhere.length > 0 && elsewhere.length <= MOST_PLACES
      ? `it belongs to ${elsewhere.join(" or ")}`
      : undefined;
  const other = OTHER_WORDS[key.toLowerCase()]?.find((word) => known.includes(word));
  const name =
    other ??
    inAnotherCase(key, known) ??
    alike(key, accepting(value, section, known)) ??
    alike(key, known);
  return belongs ?? (name === undefined ? undefined : `did you mean ${name}?`);
}

function inAnotherCase(written: string, names: readonly string[]): string | undefined {
  return names.find((each) => each.toLowerCase() === written.toLowerCase());
}

/** The name that was probably meant by another one. */
function alike(written: string, names: readonly string[]): string | undefined {
  return nearest(written, names) ?? beginningWith(written, names);
}

/** Those of a section's keys whose settings accept a value, as it stands: `15d` may be a retention, but not its size. */
function accepting(value: unknown, section: string, known: readonly string[]): readonly string[] {
  const isAccepted = ({ path, schema }: Place, key: string) =>
    path.join(".") === `${section}.${key}` && z.safeParse(schema, value).success;
  return known.filter((key) => placesOf(key).some((place) => isAccepted(place, key)));
}

/** Settings that people look for in a place where others have them. */
const UNDER_OTHER_NAMES: Readonly<Record<string, string>> = {
  "backend.autoscaling.minReplicas": "the least is backend.replicas",
  "backend.minReplicas": "the least is backend.replicas",
  "backend.maxReplicas": "it belongs to backend.autoscaling.maxReplicas",
  ".imagePullSecrets": "it belongs to images.pullSecrets",
  ...Object.fromEntries(
    ["labels", "annotations", "podLabels", "podAnnotations", "nodeSelector", "tolerations"].map(
      (key) => [`.${key}`, `it belongs to servers.all.${key}`],
    ),
  ),
};

/** Other names that people use for some settings, in lower case. */
const OTHER_WORDS: Readonly<Record<string, readonly string[]>> = {
  threshold: ["limit"],
  max: ["maxReplicas", "limit"],
  start: ["fromHour"],
  from: ["fromHour"],
  end: ["toHour"],
  to: ["toHour"],
  maximum: ["maxReplicas", "limit"],
  value: ["limit"],
  pending: ["for"],
  priority: ["severity", "priorityClass"],
  level: ["severity", "logLevel"],
  range: ["window"],
  target: ["objective"],
  size: ["storage"],
  disk: ["storage"],
  volume: ["storage"],
  ram: ["memory"],
  count: ["replicas"],
  cron: ["schedule"],
  timezone: ["location"],
  tz: ["timeZone", "location"],
  recipients: ["to"],
  user: ["username"],
  ca: ["certificateAuthority"],
  tolerance: ["tolerations"],
  selector: ["nodeSelector"],
  credentials: ["auth"],
  type: ["mechanism"],
  uri: ["url", "hosts", "host"],
  retention: ["keptDays", "keep"],
  retentiondays: ["keptDays"],
  ttl: ["keptDays"],
};

/** The only name that begins with the written word, or with which the word begins. */
function beginningWith(written: string, names: readonly string[]): string | undefined {
  const word = written.toLowerCase();
  const found = names.filter(
    (each) =>
      Math.min(word.length, each.length) > 3 &&
      (each.toLowerCase().startsWith(word) || word.startsWith(each.toLowerCase())),
  );
  return found.length === 1 ? found[0] : undefined;
}

/** The top-level sections and settings. */
export const TOP_SETTINGS: readonly string[] = Object.keys(StackSchema.shape);
