import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

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
  if (existsSync(file)) return JSON.parse(await readFile(file, "utf8")) as T;
  const answer = await ask();
  await mkdir(folder, { recursive: true });
  // Renamed, so that what is cut off while it is written is not read.
  await writeFile(`${file}.new`, JSON.stringify(answer));
  await rename(`${file}.new`, file);
  return answer;
}
