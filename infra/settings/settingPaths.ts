import type { z } from "zod";

import { nearest } from "../objects/nearest";
import { StackSchema } from "./schema";

type Schema = z.core.$ZodType;

/** What a schema is of, without its defaults and what is done with the value afterwards. */
function bare(schema: Schema): Schema {
  const { def } = schema._zod as { readonly def: z.core.$ZodTypeDef };
  const { innerType, in: input } = def as { readonly innerType?: Schema; readonly in?: Schema };
  const inner = innerType ?? (def.type === "pipe" ? input : undefined);
  return inner === undefined ? schema : bare(inner);
}

/** The path of every setting and section in a schema; of those in lists, the list's. */
export function* pathsIn(
  schema: Schema,
  path: readonly string[] = [],
): Iterable<readonly string[]> {
  const { def } = bare(schema)._zod as { readonly def: z.core.$ZodTypeDef };
  const { shape, options } = def as {
    readonly shape?: Readonly<Record<string, Schema>>;
    readonly options?: readonly Schema[];
  };
  if (path.length > 0) yield path;
  for (const [key, inner] of Object.entries(shape ?? {})) yield* pathsIn(inner, [...path, key]);
  for (const option of options ?? []) {
    for (const inner of pathsIn(option, path)) if (inner.length > path.length) yield inner;
  }
}

/** What is set by an alert's or an objective's name says nothing of where a key belongs. */
const BY_NAME = /^(alerts|slos)\./;

/** Where a key belongs: the paths of all settings that have it for their last part. */
const places = new Map<string, readonly string[]>();

function placesOf(key: string): readonly string[] {
  if (places.size === 0) {
    for (const path of pathsIn(StackSchema)) {
      const [name = "", text] = [path.at(-1), path.join(".")];
      const known = places.get(name) ?? [];
      if (!known.includes(text) && !BY_NAME.test(text)) places.set(name, [...known, text]);
    }
  }
  return places.get(key) ?? [];
}

/** More places than these are no hint. */
const MOST_PLACES = 4;

/**
 * What somebody may have meant by a key that is none of those known at its place: one that belongs elsewhere,
 * or one of these misspelled. @returns a question, or undefined where it is like nothing
 */
export function meant(key: string, known: readonly string[]): string | undefined {
  const elsewhere = placesOf(key);
  const belongs =
    elsewhere.length > 0 && elsewhere.length <= MOST_PLACES
      ? `it belongs to ${elsewhere.join(" or ")}`
      : undefined;
  const near = nearest(
    key.toLowerCase(),
    known.map((each) => each.toLowerCase()),
  );
  const name = known.find((each) => each.toLowerCase() === near);
  return belongs ?? (name === undefined ? undefined : `did you mean ${name}?`);
}

/** The sections and settings at the top. */
export const TOP_SETTINGS: readonly string[] = Object.keys(StackSchema.shape);
