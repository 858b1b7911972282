import { facesOf } from "../../kubernetes/faces";
import { namespacesOf } from "../../kubernetes/monitored";
import type { Piece } from "../../kubernetes/server";
import type { AccessRule } from "../../objects/kubernetes";
import type { Declared } from "../declared";
import type { Edge, Graph } from "./graph";
import { nameOf, placeOf } from "./parts";

/** What the accounts may do of what the targets need in order to be found and read. */
export function rightGraph({ parts, nodeScrapes, neighbours }: Declared): Graph {
  const monitors = [
    ...parts
      .flatMap(facesOf)
      .flatMap((part) => (part.monitor ? [{ monitor: part.monitor, place: placeOf(part) }] : [])),
    ...neighbours,
  ];
  const discovery = monitors.flatMap(({ monitor, place }): readonly Edge[] => {
    const namespaces = namespacesOf(monitor);
    return namespaces.flatMap((namespace) =>
      DISCOVERED.map((resource) => ({
        from: { kind: monitor.kind, name: nameOf(monitor), place },
        verb: "needs",
        to: { kind: "right", name: `to watch ${resource} of ${namespace}` },
        why: "The API server refuses Prometheus, which finds no target there.",
      })),
    );
  });
  const nodes = nodeScrapes.flatMap(({ job_name }) =>
    ["to watch nodes", "to get nodes/metrics"].map((name): Edge => ({
      from: { kind: "target", name: job_name, place: "infra/rendered-config/nodeScrapes.ts" },
      verb: "needs",
      to: { kind: "right", name },
      why: "Prometheus is refused, and nothing of the containers and volumes is stored.",
    })),
  );
  return {
    nodes: [
      ...parts.flatMap(rightsOf),
      ...nodeScrapes.map(({ job_name }) => ({
        kind: "target" as const,
        name: job_name,
        place: "infra/rendered-config/nodeScrapes.ts",
      })),
    ],
    edges: [...discovery, ...nodes],
  };
}

/** What service discovery of the role endpointslice looks at. */
const DISCOVERED = ["services", "pods", "endpointslices"] as const;

function rightsOf(part: Piece): Graph["nodes"] {
  return [...new Set(part.roles.flatMap(rightNames))].map((name) => ({
    kind: "right",
    name,
    place: placeOf(part),
  }));
}

/** The rights of Prometheus alone: those of others are theirs. */
function rightNames(role: AccessRule): readonly string[] {
  if (!("rules" in role) || role.metadata.labels["app.kubernetes.io/name"] !== "prometheus")
    return [];
  const where = role.kind === "Role" ? ` of ${role.metadata.namespace}` : "";
  return (role.rules ?? []).flatMap(({ resources = [], verbs }) =>
    resources.flatMap((resource) => verbs.map((verb) => `to ${verb} ${resource}${where}`)),
  );
}
