import type { FieldDiff } from "../words/fields";

/** Where a pod's field says what it may do to its node and to others. */
const ACCESS =
  /\b(securityContext|automountServiceAccountToken|hostNetwork|hostPID|hostIPC|hostPath|serviceAccountName)\b/;

export function isAccess(path: string): boolean {
  return ACCESS.test(path);
}

/** Whether a pod may do more than before; where that cannot be told it is looked at as if it might. */
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
    // Both are true where nothing is said.
    case "allowPrivilegeEscalation":
    case "automountServiceAccountToken":
      return to !== false;
    case "drop":
      return lacks(to, from);
    case "add":
      return lacks(from, to);
    // All that there is of it is a restriction.
    case "securityContext":
    case "seccompProfile":
      return from !== undefined;
    default:
      return true;
  }
}

/** Whether a list lacks something of another one. */
function lacks(list: unknown, other: unknown): boolean {
  return itemsOf(other).some((item) => !itemsOf(list).includes(item));
}

function itemsOf(list: unknown): readonly unknown[] {
  return Array.isArray(list) ? list : [];
}
