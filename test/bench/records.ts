import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";

import type { Result, Spread } from "./compare";

/** A recorded result, with details of its run. */
export interface Recorded extends Result {
  /** Year, month and day. */
  readonly date: string;
  readonly cores: number;
  /** Node's version without the leading letter. */
  readonly node: string;
}

/** The record of each benchmark, by name. */
export type Records = Readonly<Record<string, Recorded>>;

const FILE = join(__dirname, "recorded.json");

export function readRecords(): Records {
  return JSON.parse(readFileSync(FILE, "utf8")) as Records;
}

export function writeRecords(records: Records): void {
  writeFileSync(FILE, `${JSON.stringify(records, null, 2)}\n`);
}

/** A record of a result from this machine and this moment. */
export function recordOf({ value, ratio, rounds }: Result): Recorded {
  return {
    value: kept(value),
    ...(ratio && { ratio: kept(ratio) }),
    rounds,
    date: new Date().toISOString().slice(0, 10),
    cores: availableParallelism(),
    node: process.versions.node,
  };
}

/** The records with some of them replaced, in the order of the names, without those that belong to no benchmark. */
export function withResults(names: readonly string[], old: Records, found: Records): Records {
  return Object.fromEntries(
    names.flatMap((name) => {
      const record = found[name] ?? old[name];
      return record ? [[name, record] as const] : [];
    }),
  );
}

/** Only the significant digits. */
function kept({ median, least, most }: Spread): Spread {
  const digits = (value: number) => Number(value.toPrecision(4));
  return { median: digits(median), least: digits(least), most: digits(most) };
}
