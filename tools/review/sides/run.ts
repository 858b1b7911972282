import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

import { Problem } from "../../problem";

export interface RunOptions {
  /** What fails, for the error message. */
  readonly what: string;
  readonly cwd: string;
  /** Stops the program when it is aborted. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a program to its end and returns its output.
 * @throws Problem with its error output; of several lines, the last one is the remedy, as in our own programs
 */
export async function run(
  program: string,
  args: readonly string[],
  { what, cwd, signal }: RunOptions,
): Promise<string> {
  if (signal?.aborted) throw interrupted();
  // In a separate process group: npm does not pass signals on to the program that it runs.
  const detached = signal !== undefined;
  const child = spawn(program, args, { cwd, detached, stdio: ["ignore", "pipe", "pipe"] });
  const end = () => {
    endGroup(child.pid);
  };
  signal?.addEventListener("abort", end);
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  try {
    const status = await new Promise<number | string>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, by) => resolve(code ?? by ?? "unknown"));
    });
    if (status === 0) return await stdout;
    throw failed(what, (await stderr) || `It exited with ${status}.`);
  } catch (error) {
    if (signal?.aborted) throw interrupted();
    throw error instanceof Problem ? error : failed(what, String(error));
  } finally {
    signal?.removeEventListener("abort", end);
  }
}

/** @param leader the PID of the group's leader; undefined if it did not start */
function endGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, "SIGTERM");
  } catch (error) {
    // The whole group has exited meanwhile.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function failed(what: string, says: string): Problem {
  const lines = says.split("\n").map((line) => line.trim());
  const said = lines.filter(Boolean);
  const remedy = said.length > 1 ? said.pop() : undefined;
  return new Problem(
    `${what} failed: ${said.join("; ")}`,
    remedy ?? "Check whether it works when you run it directly.",
  );
}

/** The error for an interrupted run. */
export function interrupted(): Problem {
  return new Problem("Interrupted.", "Nothing was left behind. Run the command again.");
}
