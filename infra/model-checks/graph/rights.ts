import { endpointsOf } from "../../kubernetes/endpoints";
import { namespacesOf } from "../../kubernetes/monitored";
import type { Workload } from "../../kubernetes/server";
import type { AccessRule } from "../../objects/kubernetes";
import type { StackModel } from "../stackModel";
import type { Edge, Graph } from "./graph";
import { nameOf, placeOf } from "./workloads";

/** The permissions that discovering and scraping the targets requires, and those that the accounts have. */
export function rightGraph(declared: StackModel): Graph {
  const { workloads, nodeScrapes, externalTargets, operator } = declared;
  const monitors = [
    ...workloads
      .flatMap(endpointsOf)
      .flatMap((server) =>
        server.monitor ? [{ monitor: server.monitor, place: placeOf(server) }] : [],
      ),
    ...externalTargets,
  ];
  const discovery = monitors.flatMap(({ monitor, place }): readonly Edge[] => {
    const namespaces = namespacesOf(monitor);
    return namespaces.flatMap((namespace) =>
      DISCOVERED.map((resource) => ({
        from: { kind: monitor.kind, name: nameOf(monitor), place },
        verb: "needs",
        to: { kind: "right", name: `to watch ${resource} of ${namespace}` },
        why: "The API server denies Prometheus access, so it finds no target there.",
      })),
    );
  });
  const nodes = nodeScrapes.flatMap(({ job_name }) =>
    ["to watch nodes", "to get nodes/metrics"].map((name): Edge => ({
      from: { kind: "target", name: job_name, place: "infra/rendered-config/nodeScrapes.ts" },
      verb: "needs",
      to: { kind: "right", name },
      why: "Prometheus is denied access, and no metrics of containers and volumes are stored.",
    })),
  );
  return {
    nodes: [
      ...workloads.flatMap(rightsOf),
      ...nodeScrapes.map(({ job_name }) => ({
        kind: "target" as const,
        name: job_name,
        place: "infra/rendered-config/nodeScrapes.ts",
      })),
    ],
    // The permissions of the operator's Prometheus are not part of the stack.
    edges: operator ? [] : [...discovery, ...nodes],
  };
}

/** The objects that service discovery with the role endpointslice watches. */
const DISCOVERED = ["services", "pods", "endpointslices"] as const;

function rightsOf(workload: Workload): Graph["nodes"] {
  return [...new Set(workload.roles.flatMap(rightNames))].map((name) => ({
    kind: "right",
    name,
    place: placeOf(workload),
  }));
}

/** Only the permissions of Prometheus; other workloads have their own. */
function rightNames(role: AccessRule): readonly string[] {
  if (!("rules" in role) || role.metadata.labels["app.kubernetes.io/name"] !== "prometheus")
    return [];
  const where = role.kind === "Role" ? ` of ${role.metadata.namespace}` : "";
  return (role.rules ?? []).flatMap(({ resources = [], verbs }) =>
    resources.flatMap((resource) => verbs.map((verb) => `to ${verb} ${resource}${where}`)),
  );
}
