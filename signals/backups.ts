import { cronJobMetrics as m } from "./exporters/kubeStateMetrics";
import { by, promql } from "./promql/promql";
import { where } from "./promql/selector";
import { Signal } from "./promql/signal";

/** Ours: what else a namespace's CronJobs are for is not known here. */
const BACKUPS = { job: "kube-state-metrics", cronjob: /backup-.+/ } as const;

/** Plain seconds, compared with a plain number: a backup grows old as fast in a stack whose times are shortened. */
export const sinceBackup = new Signal({
  title: "Since the last backup",
  description:
    "How long ago each backup was last brought into the bucket; how long it is to be made at all, where none ever was.",
  unit: "seconds",
  query: () => promql`
    time() - max by (${by("cronjob")}) (
      ${where(m.kube_cronjob_status_last_successful_time, BACKUPS)} or ${where(m.kube_cronjob_created, BACKUPS)})`,
});
