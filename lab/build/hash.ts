import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Folders that are made, or brought, from what is hashed already. */
const NOT_SOURCES = new Set(["node_modules", "dist"]);

/** A short name for some content: the same for the same parts in the same order. */
export function hashOf(...parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${String(part.length)}:`).update(part);
  return hash.digest("hex").slice(0, 16);
}

/** The hash of every file below a folder, names included. */
export function hashOfFolder(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.split("/").some((part) => NOT_SOURCES.has(part)))
    .sort();
  return hashOf(
    ...files.flatMap((path) => [path.slice(folder.length), readFileSync(path, "utf8")]),
  );
}
