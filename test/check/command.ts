import { execFile } from "node:child_process";
import { join } from "node:path";

const ROOT = join(__dirname, "../..");

/** What `npm run check` does with some words, in a process of its own. */
export function check(...words: readonly string[]) {
  const script = ["-r", "ts-node/register/transpile-only", "infra/check/cli.ts", ...words];
  return new Promise<{ status: unknown; stdout: string; stderr: string }>((ended) => {
    execFile(process.execPath, script, { cwd: ROOT }, (error, stdout, stderr) =>
      ended({ status: error?.code ?? 0, stdout, stderr }),
    );
  });
}
