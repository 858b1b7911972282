import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";

import { toolPath } from "../../builder/tools";
import { lastingPodOf } from "../../clients/pods";
import { kubectlEnvironment } from "../../cluster/kubectl";
import type { Undo } from "../drill";

/** Runs a second program in a backend's container, where it takes of what the container may have. */
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
 * A program for `node --eval` that says when it begins, and ends when its standard input does: so nothing of it is
 * left in a container.
 */
export function guarded(program: string): string {
  return `process.stdin.resume().once("end", () => process.exit());console.log("begun");${program}`;
}

/**
 * A guarded program as a fault: it is there once the program has begun.
 *
 * @param what it is, as the head of a sentence
 * @returns what ends it
 * @throws where it ends before it has begun; the undo throws where it has ended before its time, and nothing was
 *   proven by it
 */
export async function held(child: ChildProcessWithoutNullStreams, what: string): Promise<Undo> {
  let errors = "";
  child.stderr.on("data", (text: Buffer) => (errors += text.toString()));
  // What it does not read any more is no error of ours: its end tells.
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

/** Computes without end. */
export function busy(): Promise<Undo> {
  // With a breath now and then, in which it notices that it is to end.
  return beside(
    `(function work() { const until = Date.now() + 200; while (Date.now() < until); setImmediate(work); })()`,
  );
}

/** Takes memory and keeps it. */
export function greedy(mebibytes: number): Promise<Undo> {
  return beside(`globalThis.kept = Buffer.alloc(${String(mebibytes)} * 2 ** 20, 1)`);
}
