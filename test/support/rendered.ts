import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { writeWhole } from "../../tools/files";
import type { StackName } from "../../tools/render/names";
import { renderStack, type KubernetesManifest, type Rendered } from "../../tools/render/render";

/** The variable with the folder of this test run, if it has one. Suites run in several processes. */
export const RUN_FOLDER = "AUTODEALGENIE_TEST_RUN";

interface Kept {
  readonly objects: readonly KubernetesManifest[];
  readonly files: readonly (readonly [path: string, text: string])[];
}

/** A stack, rendered from its own file, once per test run: the first process stores it for the others. */
export async function rendered(stack: StackName): Promise<Rendered> {
  const folder = process.env[RUN_FOLDER];
  const file = folder === undefined ? undefined : join(folder, `${stack}.json`);
  if (file !== undefined && existsSync(file)) {
    const { objects, files } = JSON.parse(readFileSync(file, "utf8")) as Kept;
    return { objects, files: new Map(files) };
  }
  const made = await renderStack(stack);
  if (file !== undefined) {
    const kept: Kept = { objects: made.objects, files: [...made.files] };
    writeWhole(file, JSON.stringify(kept));
  }
  return made;
}
