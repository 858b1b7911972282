import { endpointsOf } from "../../kubernetes/endpoints";
import { isServer, type Workload } from "../../kubernetes/server";
import type { AccessRule } from "../../objects/kubernetes";
import { podTemplateOf } from "../../kubernetes/workload";
import type { Edge, Graph, Kind, Node } from "./graph";
import { nameOf, objectNode, placeOf } from "./workloads";

/** The objects of a workload, the account that its pods use, and the permissions of that account. */
export function objectGraph(workload: Workload): Graph {
  const { account, configMaps, secret, roles, resource } = workload;
  const governing = isServer(workload) ? workload.governing : undefined;
  const pods = objectNode(workload, resource);
  const nodes: Node[] = [
    pods,
    {
      ...objectNode(workload, account),
      needed: {
        missing: "no pod uses it",
        why: "Nothing uses its permissions, and the pods have others.",
        fix: "Name it as the serviceAccountName of its pods.",
      },
    },
    ...endpointsOf(workload).flatMap(({ service, monitor }) => [
      objectNode(workload, service),
      ...(monitor ? [objectNode(workload, monitor)] : []),
    ]),
    ...(governing ? [objectNode(workload, governing)] : []),
    ...configMaps.map((map) => objectNode(workload, map)),
    ...(secret ? [objectNode(workload, { ...secret, kind: "Secret" })] : []),
    ...roles.map((role) => roleNode(workload, role)),
  ];
  const runsAs: Edge = {
    from: pods,
    verb: "runs as",
    to: {
      kind: "ServiceAccount",
      name: `${resource.metadata.namespace}/${String(podTemplateOf(resource).spec?.serviceAccountName)}`,
    },
    why: "Kubernetes creates no pod for a ServiceAccount that does not exist.",
  };
  return { nodes, edges: [runsAs, ...roles.flatMap((role) => bindings(workload, role))] };
}

function roleNode(workload: Workload, role: AccessRule): Node {
  const node = objectNode(workload, role);
  if (role.kind.endsWith("Binding")) return node;
  return {
    ...node,
    needed: {
      missing: "no binding refers to it",
      why: "Nothing has its permissions: the server that needs them is denied.",
      fix: "Bind it, as accessIn() and clusterAccess() do.",
    },
  };
}

function bindings(workload: Workload, role: AccessRule): readonly Edge[] {
  if (role.kind !== "RoleBinding" && role.kind !== "ClusterRoleBinding") return [];
  const from: Node = { kind: role.kind, name: nameOf(role), place: placeOf(workload) };
  const { kind, name } = role.roleRef;
  const namespace = role.kind === "RoleBinding" ? `${role.metadata.namespace}/` : "";
  return [
    {
      from,
      verb: "gives",
      to: { kind: kind as Kind, name: kind === "Role" ? namespace + name : name },
      why: "The account has no permissions until it exists, and its server is denied.",
    },
    ...(role.subjects ?? []).map((subject): Edge => ({
      from,
      verb: "binds to",
      to: { kind: subject.kind as Kind, name: `${String(subject.namespace)}/${subject.name}` },
      why: "Nothing has these permissions: the server that needs them is denied.",
    })),
  ];
}
