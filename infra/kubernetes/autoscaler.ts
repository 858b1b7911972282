import type { CpuQuantity } from "../settings/quantity";
import { millicoresOf } from "../settings/quantity";
import type { Metadata } from "../objects/metadata";
import type { HorizontalPodAutoscaler } from "../objects/kubernetes";

export interface AutoscalerArgs {
  /** Of the Deployment that it scales, too. */
  readonly metadata: Metadata;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** The limit of each pod. */
  readonly cpu: CpuQuantity;
  /** How much of that limit the pods are to use, on average. */
  readonly cpuPercent: number;
}

/** Has as many pods as keep each within a share of its CPU limit. */
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
            // Not a utilization: that is of what a pod asks for, which is far below what it may use.
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
