import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Imported before anything of lab/: gives a test file a cache and a state of its own, in which no
 * local cluster of this machine has a part.
 */
export const OWN = mkdtempSync(join(tmpdir(), "lab-"));

/** What makes a process of its own use the same folders. */
export const OWN_ENV = {
  AUTODEALGENIE_CACHE: join(OWN, "cache"),
  AUTODEALGENIE_STATE: join(OWN, "state"),
};
Object.assign(process.env, OWN_ENV);

afterAll(() => rmSync(OWN, { recursive: true, force: true, maxRetries: 3 }));
