import { factsOf } from "../settings/cluster";
import type { StackConfig } from "../settings/schema";
import type { Container } from "../objects/kubernetes";
import { eachChanged, type Workload, type Workloads } from "./server";
import { podTemplateOf, withPodSpec } from "./workload";

/**
 * Parts whose pods say as whom they run: or not, where the cluster gives each namespace users of its own and refuses all
 * others. OpenShift does, by its SecurityContextConstraints `restricted-v2`.
 */
export function withUserIds<P extends Workloads>(workloads: P, config: StackConfig): P {
  const { fixedUserIds = factsOf(config.cluster).fixedUserIds } = config.security;
  if (fixedUserIds) return workloads;
  return eachChanged(workloads, withoutUsers);
}

function withoutUsers<W extends Workload>(workload: W): W {
  const { containers, initContainers, securityContext } =
    podTemplateOf(workload.resource).spec ?? {};
  const { fsGroup: _, ...pod } = securityContext ?? {};
  const resource = withPodSpec(workload.resource, {
    securityContext: pod,
    containers: (containers ?? []).map(withoutUser),
    ...(initContainers && { initContainers: initContainers.map(withoutUser) }),
  });
  return { ...workload, resource };
}

function withoutUser(container: Container): Container {
  const { runAsUser: _, runAsGroup: __, ...rest } = container.securityContext ?? {};
  return { ...container, securityContext: rest };
}
