import type { ClusterRole } from "../../infra/objects/kubernetes";
import type { Plain } from "../deploy/object";
import { OPERATOR_NAMESPACE } from "./names";

const GROUP = "rbac.authorization.k8s.io";

/** A service account with its permissions in the whole cluster. */
export function accountWith(
  name: string,
  rules: NonNullable<ClusterRole["rules"]>,
): readonly Plain[] {
  const namespace = OPERATOR_NAMESPACE;
  const role = `${namespace}-${name}`;
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } },
    { apiVersion: `${GROUP}/v1`, kind: "ClusterRole", metadata: { name: role }, rules },
    {
      apiVersion: `${GROUP}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name: role },
      roleRef: { apiGroup: GROUP, kind: "ClusterRole", name: role },
      subjects: [{ kind: "ServiceAccount", name, namespace }],
    },
  ];
}
