import { createHash } from "node:crypto";
import { join } from "node:path";

import { readJsonOr, writeWhole } from "../../tools/files";

/**
 * What a program answered before to the very same question, or what it answers now. So a run that was cut off goes on where
 * it was, and after a change only what that touches is asked again.
 *
 * @param folder where answers are kept; undefined keeps none
 * @param question all that the answer depends on, as JSON
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
