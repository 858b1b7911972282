import { poll } from "../../tools/polling";
import { Problem } from "../../tools/problem";
import { kubectl } from "./kubectl";
import { diedAtOnce, isCurrent, runningNode, startNode, stopNode } from "./node";

const API_PATIENCE_SECONDS = 90;

/**
 * Starts the node if none is running, or replaces one of an earlier build, and waits until its API server answers.
 *
 * @throws Problem if that does not answer in time
 */
export async function ensureNode(say: (line: string) => void): Promise<void> {
  const running = runningNode();
  if (running === undefined || !isCurrent(running)) {
    if (running !== undefined) {
      say("The node is from an earlier build. Restarting it, with its data.");
      await stopNode();
    }
    say("Starting the node.");
    await startNode();
  }
  await waitForApi();
}

/** Stops the node, makes a change that needs it stopped, and starts it again. @throws like `ensureNode` */
export async function whileStopped(change: () => void): Promise<void> {
  await stopNode();
  change();
  await startNode();
  await waitForApi();
}

async function waitForApi(): Promise<void> {
  let refusal: unknown;
  const answers = async () => {
    if (runningNode() === undefined) throw await diedAtOnce();
    return kubectl(["get", "--raw", "/readyz"]).catch((error: unknown) => {
      refusal = error;
      return undefined;
    });
  };
  if ((await poll(answers, { seconds: API_PATIENCE_SECONDS, everyMs: 250 })) !== undefined) return;
  throw new Problem(
    `The API server does not answer after ${String(API_PATIENCE_SECONDS)} s: ${String(refusal)}`,
    "See: npm run lab -- logs kube-apiserver",
  );
}
