import type { Metadata } from "../objects/metadata";
import { MONITORING, type WatchedNamespace } from "../objects/names";
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from "../objects/kubernetes";

const API_GROUP = "rbac.authorization.k8s.io";
const API_VERSION = `${API_GROUP}/v1`;

/**
 * Permissions in one namespace for a server's ServiceAccount.
 *
 * @param server the metadata of the server, whose account has its name
 * @param purpose the suffix of the role's name
 */
export function accessIn(
  namespace: WatchedNamespace,
  server: Metadata,
  purpose: string,
  rules: NonNullable<Role["rules"]>,
): readonly [Role, RoleBinding] {
  const name = `${server.name}-${purpose}`;
  const metadata = { name, namespace, labels: server.labels };
  return [
    { apiVersion: API_VERSION, kind: "Role", metadata, rules },
    {
      apiVersion: API_VERSION,
      kind: "RoleBinding",
      metadata,
      roleRef: { apiGroup: API_GROUP, kind: "Role", name },
      subjects: [accountOf(server)],
    },
  ];
}

/** Cluster-wide permissions for a server's ServiceAccount. */
export function clusterAccess(
  server: Metadata,
  purpose: string,
  rules: NonNullable<ClusterRole["rules"]>,
): readonly [ClusterRole, ClusterRoleBinding] {
  // Objects of these kinds have no namespace, and others, such as another stack, may have the same ones in the cluster.
  const of = server.namespace === MONITORING ? "" : `${server.namespace}-`;
  const name = `autodealgenie-${of}${server.name}-${purpose}`;
  const metadata = { name, labels: server.labels };
  return [
    { apiVersion: API_VERSION, kind: "ClusterRole", metadata, rules },
    {
      apiVersion: API_VERSION,
      kind: "ClusterRoleBinding",
      metadata,
      roleRef: { apiGroup: API_GROUP, kind: "ClusterRole", name },
      subjects: [accountOf(server)],
    },
  ];
}

function accountOf({ name, namespace }: Metadata) {
  return { kind: "ServiceAccount", name, namespace };
}
