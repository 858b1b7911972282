import type { FieldDiff } from "../words/fields";

/** Fields of a pod that determine what it may do to its node and to other pods. */
const ACCESS =
  /\b(securityContext|automountServiceAccountToken|hostNetwork|hostPID|hostIPC|hostPath|serviceAccountName)\b/;

/** Whether a field determines what a pod may do. */
export function isAccess(path: string): boolean {
  return ACCESS.test(path);
}

/** Whether a pod may do more than before. If unclear, the answer is yes. */
export function loosens({ path, from, to }: FieldDiff): boolean {
  switch (path.at(-1)) {
    case "runAsNonRoot":
    case "readOnlyRootFilesystem":
      return to !== true;
    case "privileged":
    case "hostNetwork":
    case "hostPID":
    case "hostIPC":
      return to === true;
    // Both are true by default.
    case "allowPrivilegeEscalation":
    case "automountServiceAccountToken":
      return to !== false;
    case "drop":
      return lacks(to, from);
    case "add":
      return lacks(from, to);
    // Everything in these is a restriction.
    case "securityContext":
    case "seccompProfile":
      return from !== undefined;
    default:
      return true;
  }
}

/** Whether another list has an item that this one lacks. */
function lacks(list: unknown, other: unknown): boolean {
  return itemsOf(other).some((item) => !itemsOf(list).includes(item));
}

function itemsOf(list: unknown): readonly unknown[] {
  return Array.isArray(list) ? list : [];
}
