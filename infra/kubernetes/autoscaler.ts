import type { CpuQuantity } from "../settings/quantity";
import { millicoresOf } from "../settings/quantity";
import type { Metadata } from "../objects/metadata";
import type { HorizontalPodAutoscaler } from "../objects/kubernetes";

export interface AutoscalerArgs {
  /** The name of the Deployment that it scales. */
  readonly metadata: Metadata;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** The CPU limit of each pod. */
  readonly cpu: CpuQuantity;
  /** The target average use, as a share of that limit. */
  readonly cpuPercent: number;
}

/** Scales a Deployment so that each pod stays below a share of its CPU limit. */
export function autoscaler(args: AutoscalerArgs): HorizontalPodAutoscaler {
  const { metadata, minReplicas, maxReplicas, cpu, cpuPercent } = args;
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata,
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: metadata.name },
      minReplicas,
      maxReplicas,
      metrics: [
        {
          type: "Resource",
          resource: {
            name: "cpu",
            // Not a utilization, which is relative to the request, far below the limit.
            target: {
              type: "AverageValue",
              averageValue: `${Math.floor((millicoresOf(cpu) * cpuPercent) / 100)}m`,
            },
          },
        },
      ],
    },
  };
}
