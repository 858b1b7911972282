import { homedir } from "node:os";
import { join, resolve } from "node:path";

const project = resolve(__dirname, "..");

function home(variable: string, fallback: string): string {
  const set = process.env[variable];
  return set !== undefined && set !== "" ? set : join(homedir(), fallback);
}

/**
 * The local cluster's folders. The cache can be deleted at any time and is rebuilt; the state is the cluster's own
 * data.
 */
export const PATHS = {
  project,
  modules: join(project, "lab/modules"),
  cache: resolve(
    process.env.AUTODEALGENIE_CACHE ?? join(home("XDG_CACHE_HOME", ".cache"), "autodealgenie"),
  ),
  state: resolve(
    process.env.AUTODEALGENIE_STATE ??
      join(home("XDG_STATE_HOME", ".local/state"), "autodealgenie"),
  ),
} as const;
