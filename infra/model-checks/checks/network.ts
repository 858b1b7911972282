import { networkFaults } from "../networkFaults";
import type { Check } from "./check";

/** Connections that policies forbid although they are needed, or allow although they are not. */
export const network: Check = {
  name: "network",
  faults: ({
    declared: {
      network: { parts: workloads, settings, policies },
    },
  }) =>
    networkFaults(workloads, settings, policies).map((what) => ({
      what,
      where: "infra/kubernetes/network",
      why: "A server waits for an answer that never comes, or anybody reaches what is not theirs.",
      fix: "Say in the egress of the server that connects whom it connects to, and nobody else.",
    })),
};
