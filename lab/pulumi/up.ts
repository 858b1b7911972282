import { eventually } from "../../tools/polling";
import { Problem } from "../../tools/problem";
import type { StackName } from "../../tools/render/render";
import { kubectl } from "../cluster/kubectl";
import type { StackSettings } from "../deploy/stack";
import { pulumiStack } from "./stack";

/** What the stack leans on and that lives in its own namespaces. */
export interface Inside {
  readonly namespaces: readonly string[];
  /** Brings it, once they are there: the stack waits for it. */
  readonly bring: () => Promise<void>;
}

const NAMESPACES_PATIENCE_SECONDS = 120;

/**
 * Deploys a stack as `pulumi up` does, with settings and a state of the local cluster's own.
 *
 * @param say is told what has become of each object, line by line
 * @throws Problem where Pulumi fails
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
  // A run that was killed has left its lock behind. Nobody else deploys here: whoever does holds the cluster's own.
  await stack.cancel();
  // What the SDK still waits for when a deployment fails it then rejects, with nobody to hear: what failed is said already.
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

/** What is still going on is said again and again, of a hundred objects at once. */
const GOING_ON = /^@ |(creating|updating|replacing|deleting)( \(\d+s\))?(\s|$)/;

/** The lines of what Pulumi says that tell what came of something. */
export function outcomes(text: string): readonly string[] {
  return text.split("\n").filter((line) => line.trim() !== "" && !GOING_ON.test(line));
}
