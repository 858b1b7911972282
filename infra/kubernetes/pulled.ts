import type { StackConfig } from "../settings/schema";
import type { Workload, Workloads } from "./server";
import type { Container } from "../objects/kubernetes";
import { podTemplateOf, withPodSpec } from "./workload";

export type PullPolicy = StackConfig["images"]["pullPolicy"];

/** Parts each of whose containers says when the node asks the registry for its image. */
export function pulled<P extends Workloads>(workloads: P, policy: PullPolicy): P {
  return Object.fromEntries(
    Object.entries(workloads).map(([name, workload]) => [
      name,
      workload && withPolicy(workload, policy),
    ]),
  ) as P;
}

function withPolicy<P extends Workload>(workload: P, policy: PullPolicy): P {
  const { containers = [], initContainers } = podTemplateOf(workload.resource).spec ?? {};
  const pull = (container: Container): Container => ({ ...container, imagePullPolicy: policy });
  const resource = withPodSpec(workload.resource, {
    containers: containers.map(pull),
    ...(initContainers && { initContainers: initContainers.map(pull) }),
  });
  return { ...workload, resource };
}
