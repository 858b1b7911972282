import { isRecord } from "../record";

/** A subset of a value's keys, at any depth. A list is replaced as a whole. */
export type DeepPartial<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: DeepPartial<T[K]> }
    : T;

/** A value with some of its keys replaced, at any depth. */
export function merged(value: unknown, overrides: unknown): unknown {
  if (!isRecord(value) || !isRecord(overrides)) return overrides === undefined ? value : overrides;
  const result: Record<string, unknown> = { ...value };
  for (const [key, override] of Object.entries(overrides)) {
    result[key] = merged(value[key], override);
  }
  return result;
}
