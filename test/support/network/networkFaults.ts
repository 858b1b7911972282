import {
  listOf,
  namespacesIn,
  type NetworkSettings,
  type ScrapedWorkloads,
} from "../../../infra/kubernetes/network/flows";
import { egressFaults } from "../../../infra/model-checks/egressFaults";
import type { NetworkPolicy } from "../../../infra/objects/kubernetes";
import { policyFaults } from "./policyFaults";

/** Whether policies let through what workloads need, and nothing else, and whether what they say they need is what they are told. */
export function networkFaults(
  workloads: ScrapedWorkloads,
  network: NetworkSettings,
  policies: readonly NetworkPolicy[],
): readonly string[] {
  return [
    ...listOf(workloads).flatMap((workload) => egressFaults(workload, namespacesIn(network))),
    ...policyFaults(workloads, network)(policies),
  ];
}
