import { backupGrafanaJob } from "../components/backupGrafana";
import { backupSilencesJob } from "../components/backupSilences";
import { proxyOf } from "../settings/proxy";
import type { StackConfig } from "../settings";

/** The backup jobs for data that exists nowhere else, as far as a stack asks for them. */
export function backupJobs(config: StackConfig) {
  const { images, backups, grafana, objectStorage: bucket } = config;
  const proxy = proxyOf(config);
  return {
    ...(bucket &&
      backups?.grafana &&
      grafana.database && {
        backupGrafana: backupGrafanaJob({
          images,
          database: grafana.database,
          times: backups.grafana,
          namespace: config.namespaces.monitoring.name,
          bucket,
          proxy,
          cluster: config.prometheus.externalLabels,
        }),
      }),
    ...(bucket &&
      backups?.silences && {
        backupSilences: backupSilencesJob({
          images,
          times: backups.silences,
          bucket,
          proxy,
          config,
        }),
      }),
  };
}

/** The names of their CronJobs. */
export function backupNames(config: StackConfig): readonly string[] {
  return Object.values(backupJobs(config)).map(({ resource }) => resource.metadata.name);
}
