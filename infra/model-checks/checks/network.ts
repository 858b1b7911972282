import { listOf, namespacesIn } from "../../kubernetes/network/flows";
import { egressFaults } from "../egressFaults";
import type { Check } from "./check";

/**
 * Connections that a workload is told of and does not say, or says and is not told of. That the policies are what the
 * workloads say is no matter of a stack: they are made of it, and a test proves that.
 */
export const network: Check = {
  name: "network",
  faults: ({ declared: { network } }) =>
    listOf(network.parts)
      .flatMap((workload) => egressFaults(workload, namespacesIn(network.settings)))
      .map((what) => ({
        what,
        where: "infra/kubernetes/network",
        why: "A connection that is needed is denied, or one that is not needed is allowed.",
        fix: "Declare in the connecting server's egress exactly what it connects to.",
      })),
};
