import { execFile } from "node:child_process";

import { ReviewProblem } from "../problem";

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
 * @throws ReviewProblem with its last two lines, cause and remedy as programs of ours have them
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
        const lines = (stderr || error.message).trim().split("\n").filter(Boolean);
        const [cause = error.message, remedy] = lines.slice(-2);
        reject(
          new ReviewProblem(
            `${what} failed: ${cause}`,
            remedy ?? "See whether it works by itself.",
          ),
        );
      }
    });
  });
}

/** What is thrown where somebody ended it. */
export function interrupted(): ReviewProblem {
  return new ReviewProblem("Interrupted.", "Nothing is left behind; run it again.");
}
