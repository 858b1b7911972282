import { sinceBackup } from "../signals/backups";
import { panel, PLACES } from "../signals/places";
import { hours } from "../signals/promql/units";
import { alert, onlyWhere } from "./alert";

export const backupAlerts = [
  onlyWhere(
    ({ backsUp = false }) => backsUp,
    alert("BackupOverdue", {
      /** Each is made every day at the least: a day, and two hours for a second try. In real time always. */
      policy: { limit: hours(26), for: "10m", severity: "warning" },
      rule: ({ limit }) => ({
        when: sinceBackup.above(limit),
        component: "monitoring",
        summary: ({ cronjob }) => `There is no new backup by ${cronjob}.`,
        description: ({ cronjob }, value) =>
          `${cronjob} has last brought one into the bucket ${value} ago, or has never. What people have made since is there once only.`,
        view: panel(PLACES.longTerm, "sinceBackup"),
      }),
    }),
  ),
];
