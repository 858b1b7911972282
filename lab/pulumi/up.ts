import { eventually } from "../../tools/polling";
import { Problem } from "../../tools/problem";
import type { StackName } from "../../tools/render/render";
import { kubectl } from "../cluster/kubectl";
import type { StackSettings } from "../deploy/stack";
import { pulumiStack } from "./stack";

/** What the stack depends on and that lives in the stack's own namespaces. */
export interface Inside {
  readonly namespaces: readonly string[];
  /** Applies it once these exist: the stack waits for it. */
  readonly bring: () => Promise<void>;
}

const NAMESPACES_PATIENCE_SECONDS = 120;

/**
 * Deploys a stack as `pulumi up` does, with the local cluster's own settings and state.
 *
 * @param say gets a line for the outcome of each object
 * @throws Problem if Pulumi fails
 */
export async function pulumiUp(
  name: StackName,
  settings: StackSettings,
  say: (line: string) => void,
  inside?: Inside,
): Promise<void> {
  const stack = await pulumiStack(name, settings);
  const onOutput = (text: string) => {
    for (const line of outcomes(text)) say(line);
  };
  // A killed run leaves its lock behind. Nobody else is deploying: this process holds the cluster's lock.
  await stack.cancel();
  // When a deployment fails, promises inside the SDK are rejected without a handler. The failure itself is already
  // reported.
  const unheard = () => undefined;
  process.on("unhandledRejection", unheard);
  const deployed = stack.up({ onOutput }).catch(() => {
    throw new Problem("pulumi up has failed.", "See its output above.");
  });
  await Promise.all([deployed, ...(inside ? [bringInside(inside)] : [])]);
  process.off("unhandledRejection", unheard);
}

async function bringInside({ namespaces, bring }: Inside): Promise<void> {
  await eventually("the stack's namespaces are there", NAMESPACES_PATIENCE_SECONDS, () =>
    kubectl(["get", "namespaces", ...namespaces]),
  );
  await bring();
}

/** Progress is printed repeatedly, for a hundred objects at once. */
const GOING_ON = /^@ |(creating|updating|replacing|deleting)( \(\d+s\))?(\s|$)/;

/** The lines of Pulumi's output that report an outcome. */
export function outcomes(text: string): readonly string[] {
  return text.split("\n").filter((line) => line.trim() !== "" && !GOING_ON.test(line));
}
