import { existsSync } from "node:fs";

import type { StackName } from "../../tools/render/render";
import { FILES } from "../cluster/folders";
import { readJsonOr, writeWhole } from "../../tools/files";
import { Problem } from "../../tools/problem";

interface Held {
  readonly stack: StackName;
}

/** How `npm start` is told a stack. */
export function startCommand(stack: StackName): string {
  return stack === "dev" ? "npm start" : `npm start -- --stack ${stack}`;
}

/** The stack whose data the local cluster holds, whether it runs or not; nothing where it holds none. */
export function heldStack(): StackName | undefined {
  // Before it was written down there was but one.
  const unnamed: Held | undefined = existsSync(FILES.applied) ? { stack: "dev" } : undefined;
  return readJsonOr<Held | undefined>(FILES.stack, unnamed)?.stack;
}

/**
 * Refuses to bring up one stack over another's data: series, silences and what people were told of would be mixed.
 *
 * @throws Problem
 */
export function requireStack(stack: StackName): void {
  const held = heldStack();
  if (held === undefined || held === stack) return;
  throw new Problem(
    `The local cluster holds the ${held} stack and its data, and cannot hold ${stack}'s as well.`,
    `End it with its data, \`npm run lab -- down --purge\`, then \`${startCommand(stack)}\`; or keep it: ${startCommand(held)}`,
  );
}

/** Writes down which stack's data the local cluster holds from now on. */
export function holdStack(stack: StackName): void {
  writeWhole(FILES.stack, JSON.stringify({ stack } satisfies Held));
}
