import { facesOf } from "../../kubernetes/faces";
import { isServer, type Piece } from "../../kubernetes/server";
import type { AccessRule } from "../../objects/kubernetes";
import { podTemplateOf } from "../../kubernetes/workload";
import type { Edge, Graph, Kind, Node } from "./graph";
import { nameOf, objectNode, placeOf } from "./parts";

/** The objects of a part, whose account its pods run as, and what that account may do. */
export function objectGraph(part: Piece): Graph {
  const { account, configMaps, secret, roles, workload } = part;
  const governing = isServer(part) ? part.governing : undefined;
  const pods = objectNode(part, workload);
  const nodes: Node[] = [
    pods,
    {
      ...objectNode(part, account),
      needed: {
        missing: "no pod runs as it",
        why: "Its rights are nobody's, and the pods have others.",
        fix: "Name it as the serviceAccountName of its pods.",
      },
    },
    ...facesOf(part).flatMap(({ service, monitor }) => [
      objectNode(part, service),
      ...(monitor ? [objectNode(part, monitor)] : []),
    ]),
    ...(governing ? [objectNode(part, governing)] : []),
    ...configMaps.map((map) => objectNode(part, map)),
    ...(secret ? [objectNode(part, { ...secret, kind: "Secret" })] : []),
    ...roles.map((role) => roleNode(part, role)),
  ];
  const runsAs: Edge = {
    from: pods,
    verb: "runs as",
    to: {
      kind: "ServiceAccount",
      name: `${workload.metadata.namespace}/${String(podTemplateOf(workload).spec?.serviceAccountName)}`,
    },
    why: "Kubernetes makes no pod for an account that is not there.",
  };
  return { nodes, edges: [runsAs, ...roles.flatMap((role) => bindings(part, role))] };
}

function roleNode(part: Piece, role: AccessRule): Node {
  const node = objectNode(part, role);
  if (role.kind.endsWith("Binding")) return node;
  return {
    ...node,
    needed: {
      missing: "nothing binds it to an account",
      why: "Its rights are nobody's: the server that should have them is refused.",
      fix: "Bind it, as accessIn() and clusterAccess() do.",
    },
  };
}

function bindings(part: Piece, role: AccessRule): readonly Edge[] {
  if (role.kind !== "RoleBinding" && role.kind !== "ClusterRoleBinding") return [];
  const from: Node = { kind: role.kind, name: nameOf(role), place: placeOf(part) };
  const { kind, name } = role.roleRef;
  const namespace = role.kind === "RoleBinding" ? `${role.metadata.namespace}/` : "";
  return [
    {
      from,
      verb: "gives",
      to: { kind: kind as Kind, name: kind === "Role" ? namespace + name : name },
      why: "The account has no rights until there is one, and its server is refused.",
    },
    ...(role.subjects ?? []).map((subject): Edge => ({
      from,
      verb: "gives rights to",
      to: { kind: subject.kind as Kind, name: `${String(subject.namespace)}/${subject.name}` },
      why: "The rights are nobody's: the server that should have them is refused.",
    })),
  ];
}
