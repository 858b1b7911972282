import type { StackConfig } from "../config/schema";
import type { Container, Part } from "./objects";
import { withPodSpec } from "./workload";

export type PullPolicy = StackConfig["images"]["pullPolicy"];

/** Parts each of whose containers says when the node asks the registry for its image. */
export function pulled<P extends Readonly<Record<string, Part | undefined>>>(
  parts: P,
  policy: PullPolicy,
): P {
  return Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [name, part && withPolicy(part, policy)]),
  ) as P;
}

function withPolicy(part: Part, policy: PullPolicy): Part {
  const { containers = [], initContainers } = part.workload.spec.template.spec ?? {};
  const pull = (container: Container): Container => ({ ...container, imagePullPolicy: policy });
  const workload = withPodSpec(part.workload, {
    containers: containers.map(pull),
    ...(initContainers && { initContainers: initContainers.map(pull) }),
  });
  return { ...part, workload };
}
