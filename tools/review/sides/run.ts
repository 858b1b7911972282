import { execFile } from "node:child_process";

import { Problem } from "../../problem";

export interface RunOptions {
  /** What fails where it does, in words. */
  readonly what: string;
  readonly cwd: string;
  /** Ends the program. */
  readonly signal?: AbortSignal;
}

const MOST_OUTPUT = 64 * 2 ** 20;

/**
 * Runs a program to its end and returns what it wrote.
 * @throws Problem with what it says; the last line of several is the remedy, as in programs of ours
 */
export function run(
  program: string,
  args: readonly string[],
  { what, cwd, signal }: RunOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd, signal, maxBuffer: MOST_OUTPUT }, (error, stdout, stderr) => {
      if (!error) resolve(stdout);
      else if (signal?.aborted) reject(interrupted());
      else {
        const lines = (stderr || error.message).split("\n").map((line) => line.trim());
        const said = lines.filter(Boolean);
        const remedy = said.length > 1 ? said.pop() : undefined;
        reject(
          new Problem(
            `${what} failed: ${said.join("; ")}`,
            remedy ?? "See whether it works by itself.",
          ),
        );
      }
    });
  });
}

/** What is thrown where somebody ended it. */
export function interrupted(): Problem {
  return new Problem("Interrupted.", "Nothing is left behind; run it again.");
}
