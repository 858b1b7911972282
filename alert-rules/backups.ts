import { notScheduled, overdue } from "../signals/backups";
import { panel, PLACES } from "../signals/places";
import { hours } from "../signals/promql/units";
import { alert, onlyWhere } from "./alert";

export const backupAlerts = [
  onlyWhere(
    ({ backups = [] }) => backups.length > 0,
    alert("BackupOverdue", {
      /** Each is made every day at the least: a day, and two hours for a second try. In real time always. */
      policy: { limit: hours(26), for: "10m", severity: "warning" },
      rule: ({ limit }, { backups = [] }) => {
        const shared = {
          component: "monitoring",
          view: panel(PLACES.longTerm, "sinceBackup"),
        } as const;
        return [
          {
            ...shared,
            // Of one that is suspended for longer it is said that it is, which is why.
            when: overdue(limit, backups),
            summary: ({ cronjob }) => `There is no new backup by ${cronjob}.`,
            description: ({ cronjob }, value) =>
              `${cronjob} has last brought one into the bucket ${value} ago, or has never. What people have made since is there once only.`,
          },
          {
            ...shared,
            when: notScheduled(backups),
            summary: ({ cronjob }) => `Nothing starts the backup by ${cronjob}.`,
            description: ({ cronjob }) =>
              `The CronJob ${cronjob} is gone, or is suspended. What people make from now on is there once only.`,
          },
        ];
      },
    }),
  ),
];
