import { parseDuration } from "../../../signals/promql/duration";
import { isSmaller } from "../../../infra/kubernetes/shrinking";
import type { Fact } from "../change";
import type { FieldDiff } from "../words/fields";

/** The consequence when something is kept for less time, or less of it is kept. */
export const OLDER_GOES: Fact = { what: "what is older is deleted for good" };

/** Flags, variables and fields that say how long something is kept: of Thanos, Prometheus, a backup and MongoDB. */
const KEPT =
  /(?:--retention\.resolution-\w+|storage\.tsdb\.retention\.(?:time|size)|KEEP|MONGODB_\w+_KEPT_DAYS)(?:\.value)?$/;

/** Whether less is kept than before, so that existing data is deleted. */
export function shortens({ path, from, to }: FieldDiff): boolean {
  if (!KEPT.test(path.join("."))) return false;
  const [old, now] = [amountOf(from), amountOf(to)];
  if (old === undefined || now === undefined) return isSmaller(to, from);
  return now < old;
}

const MEGABYTES = /^(\d+)MB$/;

/**
 * A duration in milliseconds, a size in megabytes, or a plain number; undefined otherwise. Values of one field use the
 * same unit.
 */
function amountOf(value: unknown): number | undefined {
  const text = String(value);
  const size = MEGABYTES.exec(text)?.[1];
  if (size !== undefined) return Number(size);
  if (/^\d+$/.test(text)) return Number(text);
  try {
    return parseDuration(text);
  } catch {
    return undefined;
  }
}
