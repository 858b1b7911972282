import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Import this before anything from lab/: it gives a test file its own cache and state, which are independent of this
 * machine's local cluster.
 */
export const OWN = mkdtempSync(join(tmpdir(), "lab-"));

/** The variables with which a child process uses the same folders. */
export const OWN_ENV = {
  AUTODEALGENIE_CACHE: join(OWN, "cache"),
  AUTODEALGENIE_STATE: join(OWN, "state"),
};
Object.assign(process.env, OWN_ENV);

afterAll(() => rmSync(OWN, { recursive: true, force: true, maxRetries: 3 }));
