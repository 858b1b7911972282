import { sinceBackup } from "../signals/backups";
import { panel, PLACES } from "../signals/places";
import { alert, onlyWhere } from "./alert";

export const backupAlerts = [
  onlyWhere(
    ({ backsUp = false }) => backsUp,
    alert("BackupOverdue", ({ limit }) => ({
      when: sinceBackup.above(limit),
      component: "monitoring",
      summary: ({ cronjob }) => `There is no new backup by ${cronjob}.`,
      description: ({ cronjob }, value) =>
        `${cronjob} has last brought one into the bucket ${value} ago, or has never. What people have made since is there once only.`,
      view: panel(PLACES.longTerm, "sinceBackup"),
    })),
  ),
];
