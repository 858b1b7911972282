import { join } from "node:path";

import { inherit } from "../../../lab/builder/exec";
import { PATHS } from "../../../lab/paths";

/** Runs `npm run lab -- …` in this terminal, in a process of its own, as people do. */
export async function lab(...args: readonly string[]): Promise<void> {
  const tsNode = join(PATHS.project, "node_modules/ts-node/dist/bin-transpile.js");
  const status = await inherit(process.execPath, [
    tsNode,
    join(PATHS.project, "lab/cli.ts"),
    ...args,
  ]);
  if (status !== 0)
    throw new Error(`npm run lab -- ${args.join(" ")} ended with ${String(status)}.`);
}
