import { missing, STOPPED } from "../signals/backups";
import { panel, PLACES } from "../signals/places";
import { hours } from "../signals/promql/units";
import { alert, onlyWhere } from "./alert";

export const backupAlerts = [
  onlyWhere(
    ({ backups = [] }) => backups.length > 0,
    alert("BackupOverdue", {
      /** Backups run at least daily: a day, plus two hours for a retry. Always in real time. */
      policy: { limit: hours(26), for: "10m", severity: "warning" },
      rule: ({ limit }, { backups = [] }) => ({
        when: missing(limit, backups),
        component: "monitoring",
        summary: ({ cronjob }) => `There is no recent backup by ${cronjob}.`,
        description: ({ cronjob }, value) =>
          `{{ if eq $value ${STOPPED}.0 }}The CronJob ${cronjob} was deleted or suspended: nothing starts it.{{ else }}${cronjob} last uploaded a backup ${value} ago, or never.{{ end }} There is no copy of later changes.`,
        view: panel(PLACES.longTerm, "sinceBackup"),
      }),
    }),
  ),
];
