import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** Folders whose content is built or installed from files that are already hashed. */
const NOT_SOURCES = new Set(["node_modules", "dist"]);
/** Go's tests are not part of any program. */
const GO_TEST = "_test.go";

const DIGITS = 16;

/** A short name for some content: the same parts in the same order give the same name. */
export function hashOf(...parts: readonly (string | Buffer)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${String(part.length)}:`).update(part);
  return hash.digest("hex").slice(0, DIGITS);
}

/** Whether a text has the form of such a name. */
export function isHash(text: string): boolean {
  return text.length === DIGITS && /^[0-9a-f]+$/.test(text);
}

/** The hash of all sources below a folder, including their names. */
export function hashOfFolder(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !path.split("/").some((part) => NOT_SOURCES.has(part)))
    .filter((path) => !path.endsWith(GO_TEST))
    .sort();
  return hashOf(...files.flatMap((path) => [`/${path}`, readFileSync(join(folder, path))]));
}
