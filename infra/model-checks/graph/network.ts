import type { Labels } from "../../objects/labels";
import { closedNamespaces, listOf } from "../../kubernetes/network/flows";
import { isDenyAll, NAMESPACE_LABEL } from "../../kubernetes/network/policies";
import type { Workload } from "../../kubernetes/server";
import type { NetworkPolicy } from "../../objects/kubernetes";
import type { StackModel } from "../stackModel";
import type { Edge, Graph, Node, Thing } from "./graph";
import { nameOf, objectNode, partsWith } from "./workloads";

const NAME_LABEL = "app.kubernetes.io/name";
const PLACE = "infra/kubernetes/network/policies.ts";

/**
 * The policies, the pods that each selects, and those of our pods that it lets connect to them. Whether that is what
 * the pods need cannot be told from names: the network check looks at each pair and port.
 */
export function networkGraph({ network }: StackModel): Graph {
  const workloads = listOf(network.parts);
  const opening = network.policies.filter((policy) => !isDenyAll(policy));
  const opens = firstPolicies(opening, workloads);
  return {
    nodes: network.policies.map(policyNode),
    edges: [
      ...closedNamespaces(network.settings).flatMap((namespace) =>
        denied(namespace, workloads, network.policies),
      ),
      ...workloads.map((workload) => opened(workload, opens.get(workload))),
      ...opening.flatMap((policy) => peers(policy, workloads, closedNamespaces(network.settings))),
    ],
  };
}

function policyNode(policy: NetworkPolicy): Node {
  const node: Node = { kind: policy.kind, name: nameOf(policy), place: PLACE };
  const { matchLabels } = policy.spec.podSelector;
  // Pods that another program creates, such as those that answer an ACME challenge, are not part of a stack.
  if (matchLabels && !(NAME_LABEL in matchLabels)) return node;
  return {
    ...node,
    needed: {
      missing: "it selects no pods",
      why: "The connections that it should allow are denied, like all others.",
      fix: "Have its podSelector select the pods of the workload that it is named after.",
    },
  };
}

/** What no policy allows is denied only if one policy denies everything. */
function denied(
  namespace: string,
  workloads: readonly Workload[],
  policies: readonly NetworkPolicy[],
): readonly Edge[] {
  const found = policies.find(
    (policy) => isDenyAll(policy) && policy.metadata.namespace === namespace,
  );
  return workloads
    .filter(({ resource }) => resource.metadata.namespace === namespace)
    .map((workload) => ({
      from: objectNode(workload, workload.resource),
      verb: "is closed by",
      to: { kind: "NetworkPolicy", name: found ? nameOf(found) : `${namespace}/default-deny` },
      why: "Every pod in the cluster can reach its pods, and they can reach every pod.",
    }));
}

function opened(workload: Workload, policy: NetworkPolicy | undefined): Edge {
  return {
    from: objectNode(workload, workload.resource),
    verb: "is opened by",
    to: { kind: "NetworkPolicy", name: nameOf(policy ?? workload.resource) },
    why: "Its pods can neither connect nor be reached: everything is denied by default.",
  };
}

/** The first policy for the pods of each workload. */
function firstPolicies(
  policies: readonly NetworkPolicy[],
  workloads: readonly Workload[],
): ReadonlyMap<Workload, NetworkPolicy> {
  const pairs = policies.flatMap((policy) =>
    partsWith(policy.spec.podSelector.matchLabels, policy.metadata.namespace, workloads).map(
      (workload) => [workload, policy] as const,
    ),
  );
  return new Map(pairs.reverse());
}

/**
 * Our pods that a policy names; other people's pods, and addresses, are not part of a stack.
 *
 * @param closed the namespaces that contain only our own pods
 */
function peers(
  policy: NetworkPolicy,
  workloads: readonly Workload[],
  closed: readonly string[],
): readonly Edge[] {
  const { ingress = [], egress = [] } = policy.spec;
  const ways = [
    { verb: "lets in", named: ingress.flatMap(({ from = [] }) => from) },
    { verb: "lets out to", named: egress.flatMap(({ to = [] }) => to) },
  ];
  return ways.flatMap(({ verb, named }) =>
    named.flatMap(({ namespaceSelector, podSelector }) => {
      const namespace = namespaceSelector?.matchLabels?.[NAMESPACE_LABEL];
      const labels = podSelector?.matchLabels;
      if (namespace === undefined || labels === undefined) return [];
      if (!closed.includes(namespace) && partsWith(labels, namespace, workloads).length === 0) {
        return [];
      }
      return podsOf(namespace, labels, workloads).map((to): Edge => ({
        from: policyNode(policy),
        verb,
        to,
        why: "It allows nothing, and the connection that it was meant for is denied.",
      }));
    }),
  );
}

function podsOf(
  namespace: string,
  labels: Labels,
  workloads: readonly Workload[],
): readonly Thing[] {
  const found = partsWith(labels, namespace, workloads);
  if (found.length > 0) return found.map((workload) => objectNode(workload, workload.resource));
  const selector = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
  return [{ kind: "pods", name: `${namespace} ${selector.join(",")}` }];
}
