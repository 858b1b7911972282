import { facesOf } from "../../kubernetes/faces";
import { clusterAddresses } from "../../objects/names";
import { isServer, type Piece } from "../../kubernetes/server";
import type { Edge, Graph, Node } from "./graph";
import { objectNode, placeOf, textsOf } from "./parts";

/** The addresses of a part inside the cluster, and those that it is told. */
export function addressGraph(part: Piece): Graph {
  const from = objectNode(part, part.workload);
  return {
    nodes: facesOf(part).flatMap(addressesOf),
    edges: textsOf(part).flatMap(({ at, text }) =>
      clusterAddresses(text).map(({ host, port }): Edge => ({
        from,
        verb: `(${at}) connects to`,
        to: { kind: "address", name: port === undefined ? host : `${host}:${port}` },
        why: "Nobody answers there.",
      })),
    ),
  };
}

/** A Service's name, that of each pod which a StatefulSet has, and each with its ports. */
function addressesOf(part: Piece): readonly Node[] {
  if (!isServer(part)) return [];
  const { service, workload } = part;
  const host = `${service.metadata.name}.${service.metadata.namespace}.svc`;
  const replicas = workload.kind === "StatefulSet" ? (workload.spec.replicas ?? 1) : 0;
  const pods = Array.from({ length: replicas }, (_, i) => `${workload.metadata.name}-${i}.${host}`);
  const ports = (service.spec.ports ?? []).map(({ port }) => port);
  return [host, ...pods]
    .flatMap((name) => [name, ...ports.map((port) => `${name}:${port}`)])
    .map((name) => ({ kind: "address", name, place: placeOf(part) }));
}
