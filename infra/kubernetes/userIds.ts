import { factsOf } from "../settings/cluster";
import type { StackConfig } from "../settings/schema";
import type { Container } from "../objects/kubernetes";
import { eachChanged, type Workload, type Workloads } from "./server";
import { podTemplateOf, withPodSpec } from "./workload";

/**
 * Sets fixed user IDs on pods, or leaves them out if the cluster assigns user IDs to each namespace and rejects others.
 * OpenShift does, with its SecurityContextConstraints `restricted-v2`.
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
