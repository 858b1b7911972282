import { itemsOf } from "../answers";
import type { Check } from "../asked";

/** Kubelets that all answered, and none of which measures any volume. */
export const volumes: Check = {
  about: "volume statistics",
  find({ config: { prometheus, cluster }, answers }) {
    if (!prometheus.nodeMetrics || cluster.storage?.measured === false) return [];
    const asked = answers.kubelets.filter(({ measured }) => measured.status === 200);
    if (asked.length === 0 || asked.length < itemsOf(answers.nodes).length) return [];
    if (asked.some(({ measured }) => (measured.body ?? []).length > 0)) return [];
    return [
      {
        fails: false,
        what: "no kubelet measures a volume: either no pod has one yet, or DiskSpaceLow and VolumeFilling would never fire",
        seen: `no kubelet_volume_stats_* on ${asked.map(({ node }) => node).join(", ")}`,
        set: [{ path: "cluster.storage.measured", value: false }],
        or: "run preflight again once a pod has a volume of this class",
      },
    ];
  },
};
