import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

import { Problem } from "../../problem";

export interface RunOptions {
  /** What fails where it does, in words. */
  readonly what: string;
  readonly cwd: string;
  /** Ends the program. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a program to its end and returns what it wrote.
 * @throws Problem with what it says; the last line of several is the remedy, as in programs of ours
 */
export async function run(
  program: string,
  args: readonly string[],
  { what, cwd, signal }: RunOptions,
): Promise<string> {
  if (signal?.aborted) throw interrupted();
  // A group of its own, for npm does not hand on what ends it to the program that it runs.
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

/** @param leader whose number the group has; left out: it has not started */
function endGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, "SIGTERM");
  } catch (error) {
    // All of it has ended meanwhile.
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

/** What is thrown where somebody ended it. */
export function interrupted(): Problem {
  return new Problem("Interrupted.", "Nothing was left behind. Run the command again.");
}
