import type { Extra } from "../../../lab/deploy/extras";
import type { held } from "../../../lab/deploy/held";
import type { StackName } from "../../../tools/render/names";

/**
 * The name of the cluster that a live proof needs for itself: with extras, and where the usual one holds something else,
 * so that nobody's data has to go. Undefined where the usual cluster can be used.
 *
 * @param there what the usual cluster holds
 */
export function ownCluster(
  stack: StackName,
  extras: readonly Extra[],
  there: ReturnType<typeof held>,
): string | undefined {
  if (extras.length > 0) return extras.join("-");
  const usable = there === undefined || (there.stack === stack && there.by === "kubectl");
  return usable ? undefined : stack;
}
