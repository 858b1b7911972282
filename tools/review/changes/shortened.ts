import { parseDuration } from "../../../signals/promql/duration";
import { isSmaller } from "../../../infra/kubernetes/shrinking";
import type { Fact } from "../change";
import type { FieldDiff } from "../words/fields";

/** What follows where something is kept for less long, or less of it. */
export const OLDER_GOES: Fact = { what: "what is older is deleted for good" };

/** The flags, variables and fields that say how long something is kept: Thanos's, Prometheus's, a backup's, MongoDB's. */
const KEPT =
  /(?:--retention\.resolution-\w+|storage\.tsdb\.retention\.(?:time|size)|KEEP|MONGODB_\w+_KEPT_DAYS)(?:\.value)?$/;

/** Whether less is kept than before, so that some of it goes. */
export function shortens({ path, from, to }: FieldDiff): boolean {
  if (!KEPT.test(path.join("."))) return false;
  const [old, now] = [amountOf(from), amountOf(to)];
  if (old === undefined || now === undefined) return isSmaller(to, from);
  return now < old;
}

const MEGABYTES = /^(\d+)MB$/;

/** A duration in milliseconds, a size in megabytes, or a number; undefined where it is neither. Those of one field are alike. */
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
