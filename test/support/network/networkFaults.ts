import {
  listOf,
  namespacesIn,
  type NetworkSettings,
  type ScrapedWorkloads,
} from "../../../infra/kubernetes/network/flows";
import { egressFaults } from "../../../infra/model-checks/egressFaults";
import type { NetworkPolicy } from "../../../infra/objects/kubernetes";
import { policyFaults } from "./policyFaults";

/** Whether policies allow exactly what workloads need, and whether their declared needs match their configuration. */
export function networkFaults(
  workloads: ScrapedWorkloads,
  network: NetworkSettings,
  policies: readonly NetworkPolicy[],
): readonly string[] {
  return [
    ...listOf(workloads).flatMap((workload, _, all) =>
      egressFaults(workload, all, namespacesIn(network)),
    ),
    ...policyFaults(workloads, network)(policies),
  ];
}
