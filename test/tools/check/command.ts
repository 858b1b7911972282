import { execFile } from "node:child_process";
import { join } from "node:path";
import { scriptCommand } from "../../support/launched";

const ROOT = join(__dirname, "../../..");

/** Runs `npm run check` with some arguments in a separate process. */
export function check(...words: readonly string[]) {
  return new Promise<{ status: unknown; stdout: string; stderr: string }>((ended) => {
    execFile(...scriptCommand("check", ...words), { cwd: ROOT }, (error, stdout, stderr) =>
      ended({ status: error?.code ?? 0, stdout, stderr }),
    );
  });
}
