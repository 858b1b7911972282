import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { Problem } from "./problem";

/** Writes a file atomically, by default readable only by its owner. A run that is killed leaves the old file. */
export function writeWhole(path: string, text: string, mode = 0o600): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${String(process.pid)}.new`;
  writeFileSync(temporary, text, { mode });
  renameSync(temporary, path);
}

/** Reads a file that the user named. @param remedy how to create it. @throws Problem if it cannot be read */
export function readNamed(path: string, remedy: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Problem(`${path} cannot be read: ${(error as Error).message}`, remedy);
  }
}

/** The content of one of our JSON files, or the fallback if it does not exist. */
export function readJsonOr<T>(path: string, fallback: T): T {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return fallback;
  }
  return JSON.parse(text) as T;
}
