import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { Problem } from "./problem";

/** Writes a file at once and whole, readable by its owner only; a run that is killed leaves the old one. */
export function writeWhole(path: string, text: string, mode = 0o600): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${String(process.pid)}.new`;
  writeFileSync(temporary, text, { mode });
  renameSync(temporary, path);
}

/** @throws Problem where somebody named a file that cannot be read. @param remedy how it comes about */
export function readNamed(path: string, remedy: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Problem(`${path} cannot be read: ${(error as Error).message}`, remedy);
  }
}

/** What a JSON file of ours holds, or the fallback where it is not there. */
export function readJsonOr<T>(path: string, fallback: T): T {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return fallback;
  }
  return JSON.parse(text) as T;
}
