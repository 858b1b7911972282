import { availabilityFaults } from "../../kubernetes/availability";
import { placeOf } from "../graph/workloads";
import type { Check } from "./check";

/** Replicas that a drain cannot evict one after the other, or that nothing spreads over nodes. */
export const availability: Check = {
  name: "availability",
  faults: ({ declared: { workloads } }) =>
    workloads.flatMap((workload) =>
      availabilityFaults(workload).map((what) => ({
        what,
        where: placeOf(workload),
        why: "A drained or lost node takes down more of its pods than intended, or is never drained.",
        fix: "Give it the labels and names of its workload, as infra/kubernetes/availability.ts does.",
      })),
    ),
};
