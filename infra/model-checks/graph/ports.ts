import { endpointsOf } from "../../kubernetes/endpoints";
import { isServer, type Workload } from "../../kubernetes/server";
import type { Edge, Graph, Node } from "./graph";
import { containersOf, nameOf, objectNode, partsBehind, placeOf } from "./workloads";

/** The container ports of a workload, the ports of its Service that lead to them, and the probes that use them. */
export function portGraph(workload: Workload, workloads: readonly Workload[]): Graph {
  const { resource } = workload;
  const governing =
    isServer(workload) && workload.governing ? [{ ...workload, service: workload.governing }] : [];
  const place = placeOf(workload);
  const opened = containersOf(workload)
    .flatMap(({ ports = [] }) => ports)
    .map(({ name }): Node => ({
      kind: "container port",
      name: `${nameOf(resource)} ${String(name)}`,
      place,
      needed: {
        missing: "no port of a Service leads to it",
        why: "Nothing can connect to that port.",
        fix: "Add a Service port for it, or do not open it.",
      },
    }));
  const offering = [...endpointsOf(workload), ...governing];
  const offered = offering.flatMap((face) =>
    (face.service.spec.ports ?? []).map(({ name, targetPort }) => ({
      node: {
        kind: "Service port",
        name: `${nameOf(face.service)} ${String(name)}`,
        place,
      } as const,
      targetPort: String(targetPort),
      behind: partsBehind(face, workloads),
    })),
  );
  const leads = offered.flatMap(({ node, targetPort, behind }) =>
    behind.map((target): Edge => ({
      from: node,
      verb: "leads to",
      to: { kind: "container port", name: `${nameOf(target.resource)} ${targetPort}` },
      why: "Connections to the Service are refused.",
    })),
  );
  return {
    nodes: [...opened, ...offered.map(({ node }) => node)],
    edges: [...leads, ...probes(workload)],
  };
}

function probes(workload: Workload): readonly Edge[] {
  return containersOf(workload).flatMap((container) =>
    (["startupProbe", "readinessProbe", "livenessProbe"] as const).flatMap((probe) => {
      const { port } = container[probe]?.httpGet ?? container[probe]?.tcpSocket ?? {};
      if (port === undefined) return [];
      const edge: Edge = {
        from: objectNode(workload, workload.resource),
        verb: `connects with its ${probe} to`,
        to: { kind: "container port", name: `${nameOf(workload.resource)} ${String(port)}` },
        why: "Kubernetes considers the pod unhealthy: it never becomes ready, or keeps being killed.",
      };
      return [edge];
    }),
  );
}
