import { endpointsOf } from "../../kubernetes/endpoints";
import { clusterAddresses, type Namespaces } from "../../objects/names";
import { isServer, type Workload } from "../../kubernetes/server";
import type { Edge, Graph, Node } from "./graph";
import { connectingTextsOf, objectNode, placeOf } from "./workloads";

/**
 * The addresses of a workload inside the cluster, and those that its configuration contains, as far as they belong to
 * the stack.
 *
 * @param isOurs whether a Service in one of the stack's namespaces belongs to the stack: in a shared namespace others
 * have Services, too
 */
export function addressGraph(
  workload: Workload,
  namespaces: Namespaces,
  isOurs: (service: string, namespace: string) => boolean,
): Graph {
  const from = objectNode(workload, workload.resource);
  return {
    nodes: endpointsOf(workload).flatMap(addressesOf),
    edges: connectingTextsOf(workload).flatMap(({ at, text }) =>
      clusterAddresses(text, namespaces)
        .filter(({ service, namespace }) => isOurs(service, namespace))
        .map(({ host, port }): Edge => ({
          from,
          verb: `(${at}) connects to`,
          to: { kind: "address", name: port === undefined ? host : `${host}:${port}` },
          why: "Nothing answers there.",
        })),
    ),
  };
}

/** The name of a Service, that of each pod of a StatefulSet, and each with its ports. */
function addressesOf(workload: Workload): readonly Node[] {
  if (!isServer(workload)) return [];
  const { service, resource } = workload;
  const host = `${service.metadata.name}.${service.metadata.namespace}.svc`;
  const replicas = resource.kind === "StatefulSet" ? (resource.spec.replicas ?? 1) : 0;
  const pods = Array.from({ length: replicas }, (_, i) => `${resource.metadata.name}-${i}.${host}`);
  const ports = (service.spec.ports ?? []).map(({ port }) => port);
  return [host, ...pods]
    .flatMap((name) => [name, ...ports.map((port) => `${name}:${port}`)])
    .map((name) => ({ kind: "address", name, place: placeOf(workload) }));
}
