import { backupGrafanaTask } from "../components/backupGrafana";
import { backupSilencesTask } from "../components/backupSilences";
import type { StackConfig } from "../settings";

/** What copies into the bucket what is nowhere else, as far as a stack asks for it. */
export function backupJobs(config: StackConfig) {
  const { images, backups, grafana, objectStorage: bucket } = config;
  return {
    ...(bucket &&
      backups?.grafana &&
      grafana.database && {
        backupGrafana: backupGrafanaTask({
          images,
          database: grafana.database,
          times: backups.grafana,
          bucket,
        }),
      }),
    ...(bucket &&
      backups?.silences && {
        backupSilences: backupSilencesTask({ images, times: backups.silences, bucket, config }),
      }),
  };
}
