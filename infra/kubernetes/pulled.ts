import type { StackConfig } from "../settings/schema";
import { eachChanged, type Workload, type Workloads } from "./server";
import type { Container } from "../objects/kubernetes";
import { podTemplateOf, withPodSpec } from "./workload";

export type Pulling = Pick<StackConfig["images"], "pullPolicy" | "pullSecrets">;

/** Sets the pull policy and pull Secrets of all containers. */
export function pulled<P extends Workloads>(workloads: P, pulling: Pulling): P {
  return eachChanged(workloads, (workload) => withPolicy(workload, pulling));
}

function withPolicy<P extends Workload>(
  workload: P,
  { pullPolicy: policy, pullSecrets }: Pulling,
): P {
  const { containers = [], initContainers } = podTemplateOf(workload.resource).spec ?? {};
  const pull = (container: Container): Container => ({ ...container, imagePullPolicy: policy });
  const resource = withPodSpec(workload.resource, {
    ...(pullSecrets.length > 0 && { imagePullSecrets: pullSecrets.map((name) => ({ name })) }),
    containers: containers.map(pull),
    ...(initContainers && { initContainers: initContainers.map(pull) }),
  });
  return { ...workload, resource };
}
