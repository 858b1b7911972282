import { createHash } from "node:crypto";
import { join } from "node:path";

import { readJsonOr, writeWhole } from "../../tools/files";

/**
 * A program's stored answer to the same question, or a new one. An interrupted run thus continues where it stopped, and
 * after a change only what it affects is computed again.
 *
 * @param folder the folder with the answers; undefined stores none
 * @param question everything that the answer depends on, as JSON
 */
export async function keptAnswer<T>(
  folder: string | undefined,
  question: unknown,
  ask: () => Promise<T>,
): Promise<T> {
  if (folder === undefined) return ask();
  const name = createHash("sha256").update(JSON.stringify(question)).digest("hex");
  const file = join(folder, `${name}.json`);
  const before = readJsonOr<T | undefined>(file, undefined);
  if (before !== undefined) return before;
  const answer = await ask();
  writeWhole(file, JSON.stringify(answer));
  return answer;
}
