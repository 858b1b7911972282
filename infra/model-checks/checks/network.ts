import { listOf, namespacesIn } from "../../kubernetes/network/flows";
import { egressFaults } from "../egressFaults";
import type { Check } from "./check";

/**
 * Connections that a workload's configuration contains but the workload does not declare, or the reverse. Whether the
 * policies match the declarations is not checked for each stack: the policies are generated from them, and a test
 * proves that.
 */
export const network: Check = {
  name: "network",
  faults: ({ declared: { network } }) =>
    listOf(network.parts)
      .flatMap((workload, _, all) => egressFaults(workload, all, namespacesIn(network.settings)))
      .map((what) => ({
        what,
        where: "infra/kubernetes/network",
        why: "A connection that is needed is denied, or one that is not needed is allowed.",
        fix: "Declare in the connecting server's egress exactly what it connects to.",
      })),
};
