import { isKnown, itemsOf } from "../answers";
import type { Check } from "../asked";
import type { PodsOwner } from "../objects";

/** Programs that enforce network policies, by the names of their DaemonSets or images. */
const ENGINES =
  /(^|[-/])(calico-node|canal|cilium|anetd|antrea-agent|kube-router|weave-net|kube-network-policies|terway(-\w+)?|nsx-node-agent|ovnkube-node|ovs-node|kube-ovn-cni|azure-npm|romana-agent)($|[-:@])/;
/**
 * kind's own CNI plugin enforces them from this version on:
 * https://github.com/kubernetes-sigs/kind/releases/tag/v0.24.0.
 */
const KINDNET = /kindnetd:v(2024(08|09|1\d)|202[5-9]|20[3-9])/;

/** A cluster in which nothing enforces network policies. */
export const policyEngine: Check = {
  about: "network policies",
  find({ answers }) {
    // K3s has a built-in engine: https://docs.k3s.io/networking/networking-services#network-policy-controller.
    const within = (answers.version.body?.gitVersion ?? "").includes("+k3s");
    if (within || !isKnown(answers.daemonSets)) return [];
    const all = itemsOf(answers.daemonSets);
    if (all.some(enforces)) return [];
    const names = all.map(({ metadata }) => metadata.name);
    return [
      {
        fails: false,
        what: "nothing seems to enforce network policies: every pod in the cluster could reach every server",
        seen: `the DaemonSets ${names.join(", ") || "none"}`,
        or: "install an engine, such as Calico or Cilium, or enable the distribution's own",
      },
    ];
  },
};

function enforces({ metadata, spec }: PodsOwner): boolean {
  return (
    ENGINES.test(metadata.name) ||
    spec.template.spec.containers.some(
      ({ name, image = "", args = [], command = [] }) =>
        ENGINES.test(image) ||
        KINDNET.test(image) ||
        // https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html
        (name === "aws-eks-nodeagent" &&
          [...args, ...command].includes("--enable-network-policy=true")),
    )
  );
}
