import { cronJobMetrics as m } from "./exporters/kubeStateMetrics";
import { by, promql } from "./promql/promql";
import { where } from "./promql/selector";
import { Condition, Signal } from "./promql/signal";
import type { Quantity } from "./promql/units";
import { prometheus } from "./exporters/prometheus";

const JOB = { job: "kube-state-metrics" } as const;

/** For panels, which match backups by name; an alert knows the exact CronJobs. */
export const sinceBackup = sinceBackupBy(/backup-.+/);

/**
 * Plain seconds, compared with a plain number, because a backup ages just as fast in a stack with a `timeScale`.
 *
 * @param cronjob the CronJobs that make the backups
 */
function sinceBackupBy(cronjob: readonly string[] | RegExp) {
  const ours = { ...JOB, cronjob } as const;
  return new Signal({
    title: "Since the last backup",
    description:
      "Time since the last backup in the bucket; if there is none yet, time since backups were configured.",
    unit: "seconds",
    query: () => promql`
      time() - max by (${by("cronjob")}) (
        ${where(m.kube_cronjob_status_last_successful_time, ours)} or ${where(m.kube_cronjob_created, ours)})`,
  });
}

/**
 * Backups older than `limit`, with their age as the value; and, with the value 1, those whose CronJobs are missing or
 * suspended, provided that kube-state-metrics is up.
 *
 * @param backups the CronJobs of the stack: others in its namespaces may have similar names, and run once a week
 */
export function missing(
  limit: Quantity<"seconds">,
  backups: readonly string[],
): Condition<"cronjob", "seconds"> {
  const { job } = JOB;
  const looks = promql`max by (${by()}) (${where(prometheus.up, { job })}) == 1`;
  const gone = backups.map((cronjob) => {
    const made = where(m.kube_cronjob_created, { job, cronjob });
    return promql`max by (${by("cronjob")}) (absent(${made}))`;
  });
  const suspended = promql`
    max by (${by("cronjob")}) (${where(m.kube_cronjob_spec_suspend, { job, cronjob: backups })}) == ${STOPPED}`;
  const stopped = gone.reduce((all, each) => promql`${all} or ${each}`, suspended);
  const late = sinceBackupBy(backups).above(limit);
  return new Condition(
    promql`${promql`${stopped} and on () ${looks}`} or ${late.query}`,
    "seconds",
    `${late.words}, or its CronJob is gone or suspended, where kube-state-metrics is there to tell`,
    late.terms,
  );
}

/** The value that `missing()` has for a backup whose CronJob is missing or suspended. */
export const STOPPED = 1;
