import { cronJobMetrics as m } from "./exporters/kubeStateMetrics";
import { by, promql } from "./promql/promql";
import { where } from "./promql/selector";
import { Condition, Signal } from "./promql/signal";
import type { Quantity } from "./promql/units";
import { prometheus } from "./exporters/prometheus";

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

/** Backups whose CronJobs are gone, or are told to start nothing, as far as somebody looks. */
export function notScheduled(backups: readonly string[]): Condition<"cronjob", "count"> {
  const { job } = BACKUPS;
  const looks = promql`max by (${by()}) (${where(prometheus.up, { job })}) == 1`;
  const gone = backups.map((cronjob) => {
    const made = where(m.kube_cronjob_created, { job, cronjob });
    return promql`max by (${by("cronjob")}) (absent(${made}))`;
  });
  const suspended = promql`max by (${by("cronjob")}) (${where(m.kube_cronjob_spec_suspend, BACKUPS)}) > 0`;
  const either = gone.reduce((all, each) => promql`${all} or ${each}`, suspended);
  return new Condition(
    promql`${either} and on () ${looks}`,
    "count",
    `the CronJob of a backup is gone or suspended, where kube-state-metrics is there to tell (${backups.join(", ")})`,
  );
}

/** Backups that are older than `limit`, but for those of which it is known that nothing starts them. */
export function overdue(limit: Quantity<"seconds">, backups: readonly string[]) {
  const late = sinceBackup.above(limit);
  const stopped = notScheduled(backups);
  return new Condition(
    promql`${late.query} unless ${stopped.query}`,
    "seconds",
    `${late.words}, unless ${stopped.words}`,
    late.terms,
  );
}
