import type { ScenariosByAlert, AlertScenarios } from "./scenario";

const NO_COUNTER = "it reads no counter";
const HOUR = 3600;

const of = (metric: string, cronjob: string, pod = "a") =>
  `${metric}{job="kube-state-metrics",namespace="monitoring",cronjob="${cronjob}",pod="${pod}"}`;
const succeeded = (cronjob: string, pod?: string) =>
  of("kube_cronjob_status_last_successful_time", cronjob, pod);
const created = (cronjob: string, pod?: string) => of("kube_cronjob_created", cronjob, pod);

const suspended = (cronjob: string) => of("kube_cronjob_spec_suspend", cronjob);
const UP = 'up{job="kube-state-metrics",instance="a"}';

/** The scenarios start at Unix time 0. */
const backupOverdue: AlertScenarios = {
  scenarios: [
    {
      title: "fires 27 hours after the last backup, only for the overdue CronJob",
      series: {
        [succeeded("backup-grafana")]: "0x2000",
        [succeeded("backup-silences")]: `0x30 ${20 * HOUR}x1970`,
        [created("backup-grafana")]: "0x2000",
      },
      at: "27h",
      fires: [{ cronjob: "backup-grafana" }],
      says: {
        summary: "There is no recent backup by backup-grafana.",
        description:
          "backup-grafana last uploaded a backup 1d 3h 0m 0s ago, or never. There is no copy of later changes.",
      },
    },
    {
      title: "fires if a CronJob has never succeeded since its creation 27 hours ago",
      series: { [created("backup-grafana")]: `${HOUR}x2000` },
      at: "28h",
      fires: [{ cronjob: "backup-grafana" }],
    },
    {
      title: "fires for a deleted CronJob, and only for that one",
      series: {
        [UP]: "1x200",
        [created("backup-grafana")]: "0x60 stale",
        [succeeded("backup-grafana")]: "0x60 stale",
        [created("backup-silences")]: "0x200",
      },
      at: "90m",
      fires: [{ cronjob: "backup-grafana" }],
      says: {
        summary: "There is no recent backup by backup-grafana.",
        description:
          "The CronJob backup-grafana was deleted or suspended: nothing starts it. There is no copy of later changes.",
      },
    },
    {
      title: "fires for both CronJobs if neither exists",
      series: { [UP]: "1x200" },
      at: "90m",
      fires: [{ cronjob: "backup-grafana" }, { cronjob: "backup-silences" }],
    },
    {
      title: "fires once for a CronJob that is both suspended and overdue",
      series: {
        [UP]: "1x1700",
        [created("backup-grafana")]: "0x1700",
        [suspended("backup-grafana")]: "0x100 1x1600",
        [created("backup-silences")]: "0x1700",
        [suspended("backup-silences")]: "0x1700",
        [succeeded("backup-silences")]: `${20 * HOUR}x1700`,
      },
      at: "27h",
      fires: [{ cronjob: "backup-grafana" }],
    },
    ...(["0x200", "_x200"] as const).map((up) => ({
      title: `is quiet if kube-state-metrics is not up: up is ${up}`,
      series: { [UP]: up },
      at: "90m" as const,
      fires: [],
    })),
    {
      title: "is quiet while a CronJob is recreated",
      series: {
        [UP]: "1x200",
        [created("backup-grafana")]: "0x60 stale _x5 4000x100",
        [created("backup-silences")]: "0x200",
      },
      at: "70m",
      fires: [],
    },
    {
      title: "is quiet just below the limit",
      case: "just below the limit",
      series: { [succeeded("backup-grafana")]: "0x2000" },
      at: "26h",
      fires: [],
    },
    {
      title: "is quiet after a success that only the new kube-state-metrics pod reports",
      series: {
        [succeeded("backup-grafana")]: "0x1590 stale",
        [succeeded("backup-grafana", "b")]: `_x1580 ${26 * HOUR}x400`,
      },
      at: "1590m",
      fires: [],
    },
    {
      title: "ignores CronJobs that do not belong to the stack",
      series: {
        [UP]: "1x2000",
        ...Object.fromEntries(
          ["backup-grafana", "backup-silences"].flatMap((ours) => [
            [created(ours), "0x2000"],
            [succeeded(ours), `${28 * HOUR}x2000`],
          ]),
        ),
        [created("cleanup")]: "0x2000",
        // A weekly job of somebody else's, and one that no longer exists.
        [created("backup-weekly-report")]: "0x2000",
        [created("backup-old")]: "0x2000",
        [suspended("backup-old")]: "1x2000",
      },
      at: "30h",
      fires: [],
    },
  ],
  cannotBe: { "no traffic": "backups are made without any", "restarted counter": NO_COUNTER },
};

export const backupScenarios: ScenariosByAlert = { BackupOverdue: backupOverdue };
