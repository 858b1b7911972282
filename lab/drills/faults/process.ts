import { spawn } from "node:child_process";

import { toolPath } from "../../builder/tools";
import { podsOf } from "../../ask/pods";
import { kubectlEnvironment } from "../../cluster/kubectl";
import type { Undo } from "../drill";

/** Runs a second program in a backend's container, where it takes of what the container may have. */
async function beside(program: string): Promise<Undo> {
  const [pod] = await podsOf("backend");
  if (pod === undefined) throw new Error("There is no backend.");
  const { name, namespace } = pod.metadata;
  // Its end comes with that of its standard input: nothing is left in the container.
  const guarded = `process.stdin.resume().once("end", () => process.exit());${program}`;
  const child = spawn(
    toolPath("kubectl"),
    ["exec", "-i", name, `--namespace=${namespace}`, "--", "node", "--eval", guarded],
    { env: { ...process.env, ...kubectlEnvironment() }, stdio: ["pipe", "ignore", "inherit"] },
  );
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  return async () => {
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
