import type { StackConfig } from "../settings/schema";
import type { Piece, Pieces } from "./server";
import type { Container } from "../objects/kubernetes";
import { podTemplateOf, withPodSpec } from "./workload";

export type PullPolicy = StackConfig["images"]["pullPolicy"];

/** Parts each of whose containers says when the node asks the registry for its image. */
export function pulled<P extends Pieces>(parts: P, policy: PullPolicy): P {
  return Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [name, part && withPolicy(part, policy)]),
  ) as P;
}

function withPolicy<P extends Piece>(part: P, policy: PullPolicy): P {
  const { containers = [], initContainers } = podTemplateOf(part.workload).spec ?? {};
  const pull = (container: Container): Container => ({ ...container, imagePullPolicy: policy });
  const workload = withPodSpec(part.workload, {
    containers: containers.map(pull),
    ...(initContainers && { initContainers: initContainers.map(pull) }),
  });
  return { ...part, workload };
}
