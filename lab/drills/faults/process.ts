import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";

import { toolPath } from "../../builder/tools";
import { lastingPodOf } from "../../clients/pods";
import { kubectlEnvironment } from "../../cluster/kubectl";
import type { Undo } from "../drill";

/** Runs a second program in a backend's container, where it uses up the container's resources. */
async function beside(program: string): Promise<Undo> {
  const { name, namespace } = (await lastingPodOf("backend")).metadata;
  const child = spawn(
    toolPath("kubectl"),
    ["exec", "-i", name, `--namespace=${namespace}`, "--", "node", "--eval", guarded(program)],
    { env: { ...process.env, ...kubectlEnvironment() } },
  );
  return held(child, `The second program in ${name}`);
}

/**
 * A program for `node --eval` that prints a line when it starts, and exits when its standard input closes, so that it
 * never stays behind in a container.
 */
export function guarded(program: string): string {
  return `process.stdin.resume().once("end", () => process.exit());console.log("begun");${program}`;
}

/**
 * A guarded program as a fault. Resolves once the program has started.
 *
 * @param what a name for it, as the subject of a sentence
 * @returns the undo
 * @throws if it exits before it has started; the undo throws if it exited early, because then it proved nothing
 */
export async function held(child: ChildProcessWithoutNullStreams, what: string): Promise<Undo> {
  let errors = "";
  child.stderr.on("data", (text: Buffer) => (errors += text.toString()));
  // If it stops reading its input, that is not an error here: its exit tells.
  child.stdin.on("error", () => undefined);
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  const early = () =>
    new Error(`${what} exited by itself: ${errors.trim() || "it printed nothing"}`);
  const begun = new Promise<boolean>((is) => child.stdout.once("data", () => is(true)));
  if (!(await Promise.race([begun, ended.then(() => false)]))) throw early();
  let isOver = false;
  let isEarly = false;
  void ended.then(() => (isEarly = !isOver));
  return async () => {
    isOver = true;
    if (isEarly) throw early();
    child.stdin.end();
    child.kill();
    await ended;
  };
}

/** Keeps the CPU busy. */
export function busy(): Promise<Undo> {
  // It yields now and then, to notice when it has to exit.
  return beside(
    `(function work() { const until = Date.now() + 200; while (Date.now() < until); setImmediate(work); })()`,
  );
}

/** Allocates memory and keeps it. */
export function greedy(mebibytes: number): Promise<Undo> {
  return beside(`globalThis.kept = Buffer.alloc(${String(mebibytes)} * 2 ** 20, 1)`);
}
