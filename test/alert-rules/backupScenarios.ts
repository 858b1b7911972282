import type { ScenariosByAlert, AlertScenarios } from "./scenario";

const NO_COUNTER = "it reads no counter";
const HOUR = 3600;

const of = (metric: string, cronjob: string, pod = "a") =>
  `${metric}{job="kube-state-metrics",namespace="monitoring",cronjob="${cronjob}",pod="${pod}"}`;
const succeeded = (cronjob: string, pod?: string) =>
  of("kube_cronjob_status_last_successful_time", cronjob, pod);
const created = (cronjob: string, pod?: string) => of("kube_cronjob_created", cronjob, pod);

/** The scenarios begin at the time 0. */
const backupOverdue: AlertScenarios = {
  scenarios: [
    {
      title: "fires when a day has passed and some, for the backup alone that it is about",
      series: {
        [succeeded("backup-grafana")]: "0x2000",
        [succeeded("backup-silences")]: `0x30 ${20 * HOUR}x1970`,
        [created("backup-grafana")]: "0x2000",
      },
      at: "27h",
      fires: [{ cronjob: "backup-grafana" }],
      says: {
        summary: "There is no new backup by backup-grafana.",
        description:
          "backup-grafana has last brought one into the bucket 1d 3h 0m 0s ago, or has never. What people have made since is there once only.",
      },
    },
    {
      title: "fires where there never was one, once it should have been",
      series: { [created("backup-grafana")]: `${HOUR}x2000` },
      at: "28h",
      fires: [{ cronjob: "backup-grafana" }],
    },
    {
      title: "is quiet just below the limit",
      case: "just below the limit",
      series: { [succeeded("backup-grafana")]: "0x2000" },
      at: "26h",
      fires: [],
    },
    {
      title: "is quiet once one has succeeded, although a pod that is gone never saw it",
      series: {
        [succeeded("backup-grafana")]: "0x1590 stale",
        [succeeded("backup-grafana", "b")]: `_x1580 ${26 * HOUR}x400`,
      },
      at: "1590m",
      fires: [],
    },
    {
      title: "is quiet on other people's CronJobs",
      series: { [created("cleanup")]: "0x2000" },
      at: "30h",
      fires: [],
    },
  ],
  cannotBe: { "no traffic": "backups are made without any", "restarted counter": NO_COUNTER },
};

export const backupScenarios: ScenariosByAlert = { BackupOverdue: backupOverdue };
