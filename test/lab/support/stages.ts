import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { outputOf, type Stage } from "../../../lab/builder/stage";
import { PATHS } from "../../../lab/paths";

/** A stage that by default writes a file. */
export function stage(name: string, changes: Partial<Stage> & { readonly content?: string } = {}) {
  const { content = "1", ...rest } = changes;
  return {
    name,
    needs: [],
    inputs: () => content,
    expectedSeconds: 1,
    make: ({ output }) => {
      writeFileSync(join(output, "file"), content);
      return Promise.resolve();
    },
    ...rest,
  } satisfies Stage;
}

/** A stage's folders in the cache. */
export function held(name: string): readonly string[] {
  return readdirSync(join(PATHS.cache, name)).sort();
}

/** Leaves what a run leaves that is killed while it makes a stage. */
export function leaveHalf(of: Stage): void {
  const folder = `${outputOf(of)}.123456789`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "half"), "");
}
