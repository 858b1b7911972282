import { accessIn, clusterAccess } from "../kubernetes/access";
import type { Metadata } from "../objects/metadata";
import type { WatchedNamespace } from "../objects/names";
import type { AccessRule } from "../objects/kubernetes";

/** The permission to discover the targets in one namespace, and nothing else. */
export function discovery(
  server: Metadata,
): (namespace: WatchedNamespace) => readonly AccessRule[] {
  const verbs = ["get", "list", "watch"];
  return (namespace) =>
    accessIn(namespace, server, "discovery", [
      { apiGroups: [""], resources: ["services", "pods"], verbs },
      { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs },
    ]);
}

/** The permission to discover nodes and to read their metrics, which the kubelet requires. */
export function readingNodes(server: Metadata): readonly AccessRule[] {
  return clusterAccess(server, "nodes", [
    { apiGroups: [""], resources: ["nodes"], verbs: ["list", "watch"] },
    { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
  ]);
}
