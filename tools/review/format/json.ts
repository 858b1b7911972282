import type { Review } from "../review";

/** Output for programs. Empty if nothing changes. */
export function asJson({ stacks, changes, notes }: Review): string {
  return changes.length === 0 ? "" : `${JSON.stringify({ stacks, changes, notes }, null, 2)}\n`;
}
