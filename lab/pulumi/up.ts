import type { StackName } from "../../tools/render/render";
import { Problem } from "../../tools/problem";
import type { StackSettings } from "../deploy/stack";
import { pulumiStack } from "./stack";

/** The engine's names of the stack's namespaces. */
const NAMESPACES = "**kubernetes:core/v1:Namespace::**";

/**
 * Deploys a stack as `pulumi up` does, with settings and a state of the local cluster's own.
 *
 * @param say is told what has become of each object, line by line
 * @param inside brings what the stack leans on and that lives in its namespaces: called once they are there
 * @throws Problem where Pulumi fails
 */
export async function pulumiUp(
  name: StackName,
  settings: StackSettings,
  say: (line: string) => void,
  inside?: () => Promise<void>,
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
  try {
    if (inside) {
      await stack.up({ target: [NAMESPACES], onOutput });
      await inside();
    }
    await stack.up({ onOutput });
    process.off("unhandledRejection", unheard);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem("pulumi up has failed.", "See what it says above.");
  }
}

/** What is still going on is said again and again, of a hundred objects at once. */
const GOING_ON = /^@ |(creating|updating|replacing|deleting)( \(\d+s\))?(\s|$)/;

/** The lines of what Pulumi says that tell what came of something. */
export function outcomes(text: string): readonly string[] {
  return text.split("\n").filter((line) => line.trim() !== "" && !GOING_ON.test(line));
}
