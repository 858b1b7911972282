import type { Metadata } from "../objects/metadata";
import { MONITORING, type WatchedNamespace } from "../objects/names";
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from "../objects/kubernetes";

const API_GROUP = "rbac.authorization.k8s.io";
const API_VERSION = `${API_GROUP}/v1`;

/**
 * Rights in one namespace, for the account of a server.
 * @param server the metadata of the server, whose account has its name
 * @param purpose ends the rights' own name
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

/** Rights to what belongs to no namespace, for the account of a server. */
export function clusterAccess(
  server: Metadata,
  purpose: string,
  rules: NonNullable<ClusterRole["rules"]>,
): readonly [ClusterRole, ClusterRoleBinding] {
  // Others' objects of these kinds are in the same cluster, another stack's too, and have no namespace either.
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
