import { availabilityFaults } from "../../kubernetes/availability";
import { placeOf } from "../graph/parts";
import type { Check } from "./check";

/** Replicas that a drain could not take one after the other, or that nothing spreads. */
export const availability: Check = {
  name: "availability",
  faults: ({ declared: { parts } }) =>
    parts.flatMap((part) =>
      availabilityFaults(part).map((what) => ({
        what,
        where: placeOf(part),
        why: "A drained or lost node takes more of it than was meant, or is never drained.",
        fix: "Give it the labels and names of its workload, as infra/kubernetes/availability.ts does.",
      })),
    ),
};
