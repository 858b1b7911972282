import { describeMetrics, gauge, OPEN } from "../../service/metrics/define";

/**
 * The metrics of the kubelet (Kubernetes 1.34) that we read, one series for each volume that a pod has mounted through
 * a claim. Their label `namespace` is the claim's.
 */
export const kubelet = describeMetrics({
  kubelet_volume_stats_available_bytes: gauge("Bytes left in a volume.", {
    persistentvolumeclaim: OPEN,
  }),
  kubelet_volume_stats_capacity_bytes: gauge("Size of a volume.", { persistentvolumeclaim: OPEN }),
  kubelet_volume_stats_inodes_free: gauge("Free inodes of a volume.", {
    persistentvolumeclaim: OPEN,
  }),
  kubelet_volume_stats_inodes: gauge("Inodes of a volume.", {
    persistentvolumeclaim: OPEN,
  }),
});
