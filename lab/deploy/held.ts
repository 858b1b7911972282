import { existsSync } from "node:fs";

import type { StackName } from "../../tools/render/render";
import { FILES } from "../cluster/folders";
import { readJsonOr, writeWhole } from "../../tools/files";
import { Problem } from "../../tools/problem";

/** Who deploys a stack: kubectl applies the rendered objects, or Pulumi runs the program. */
export const DEPLOYERS = ["kubectl", "pulumi"] as const;
export type Deployer = (typeof DEPLOYERS)[number];

interface Held {
  readonly stack: StackName;
  /** @default kubectl */
  readonly by?: Deployer;
}

/** The options of `npm run lab -- up` for a stack and a deployer. */
export function startOptions(stack: StackName, by: Deployer = "kubectl"): readonly string[] {
  return ["--stack", stack, ...(by === "kubectl" ? [] : ["--with", by])];
}

/** The `npm start` command for a stack and a deployer. */
export function startCommand(stack: StackName, by: Deployer = "kubectl"): string {
  const options = startOptions(stack, by).slice(stack === "dev" ? 2 : 0);
  return ["npm start", ...(options.length > 0 ? ["--"] : []), ...options].join(" ");
}

/** What the local cluster holds, whether it is running or not, and who deployed it; undefined if it holds nothing. */
export function held(): Required<Held> | undefined {
  // Before this file existed, dev was the only stack.
  const unnamed: Held | undefined = existsSync(FILES.applied) ? { stack: "dev" } : undefined;
  const found = readJsonOr<Held | undefined>(FILES.stack, unnamed);
  return found && { by: "kubectl", ...found };
}

/** The stack whose data the local cluster holds, whether it is running or not; undefined if it holds none. */
export function heldStack(): StackName | undefined {
  return held()?.stack;
}

/**
 * Refuses to start a stack on another one's data, which would mix series, silences and the notification log. Also
 * refuses another deployer than before: Pulumi would meet objects that it does not know, or find its own changed.
 *
 * @throws Problem
 */
export function requireStack(stack: StackName, by: Deployer = "kubectl"): void {
  const there = held();
  if (there === undefined || (there.stack === stack && there.by === by)) return;
  const conflict =
    there.stack === stack
      ? `The ${stack} stack in the local cluster was deployed with ${there.by}, and cannot be changed with ${by}.`
      : `The local cluster holds the ${there.stack} stack and its data, and cannot hold ${stack}'s as well.`;
  throw new Problem(
    conflict,
    `Remove it with its data: \`npm run lab -- down --purge\`, then \`${startCommand(stack, by)}\`. Or keep it: ${startCommand(there.stack, there.by)}`,
  );
}

/** Records which stack's data the local cluster holds from now on, and who deploys it. */
export function holdStack(stack: StackName, by: Deployer = "kubectl"): void {
  writeWhole(FILES.stack, JSON.stringify({ stack, by } satisfies Held));
}
