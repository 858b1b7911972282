import { facesOf } from "../../kubernetes/faces";
import { isServer, type Piece } from "../../kubernetes/server";
import type { Edge, Graph, Node } from "./graph";
import { containersOf, nameOf, objectNode, partsBehind, placeOf } from "./parts";

/** The ports that a part opens, those of its Service that lead to them, and the probes that ask them. */
export function portGraph(part: Piece, parts: readonly Piece[]): Graph {
  const { workload } = part;
  const governing = isServer(part) && part.governing ? [{ ...part, service: part.governing }] : [];
  const place = placeOf(part);
  const opened = containersOf(part)
    .flatMap(({ ports = [] }) => ports)
    .map(({ name }): Node => ({
      kind: "container port",
      name: `${nameOf(workload)} ${String(name)}`,
      place,
      needed: {
        missing: "no port of a Service leads to it",
        why: "Nobody finds what listens there.",
        fix: "Give it a port of the Service, or do not open it.",
      },
    }));
  const offering = [...facesOf(part), ...governing];
  const offered = offering.flatMap((face) =>
    (face.service.spec.ports ?? []).map(({ name, targetPort }) => ({
      node: {
        kind: "Service port",
        name: `${nameOf(face.service)} ${String(name)}`,
        place,
      } as const,
      targetPort: String(targetPort),
      behind: partsBehind(face, parts),
    })),
  );
  const leads = offered.flatMap(({ node, targetPort, behind }) =>
    behind.map((target): Edge => ({
      from: node,
      verb: "leads to",
      to: { kind: "container port", name: `${nameOf(target.workload)} ${targetPort}` },
      why: "Whoever connects to the Service is refused.",
    })),
  );
  return {
    nodes: [...opened, ...offered.map(({ node }) => node)],
    edges: [...leads, ...probes(part)],
  };
}

function probes(part: Piece): readonly Edge[] {
  return containersOf(part).flatMap((container) =>
    (["startupProbe", "readinessProbe", "livenessProbe"] as const).flatMap((probe) => {
      const { port } = container[probe]?.httpGet ?? container[probe]?.tcpSocket ?? {};
      if (port === undefined) return [];
      const edge: Edge = {
        from: objectNode(part, part.workload),
        verb: `asks by its ${probe}`,
        to: { kind: "container port", name: `${nameOf(part.workload)} ${String(port)}` },
        why: "Kubernetes takes the pod for broken: it never gets ready, or is killed again and again.",
      };
      return [edge];
    }),
  );
}
