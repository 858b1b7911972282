import { backendPart } from "../components/backend";
import { alertmanagerPart } from "../components/alertmanager";
import { blackboxExporterPart } from "../components/blackboxExporter";
import { grafanaPart } from "../components/grafana";
import { kubeStateMetricsPart } from "../components/kubeStateMetrics";
import { postgresPart } from "../components/postgres";
import { postgresExporterPart } from "../components/postgresExporter";
import { prometheusUrl } from "../components/prometheusServices";
import { redisPart } from "../components/redis";
import { redisExporterPart } from "../components/redisExporter";
import { thanosCompactPart } from "../components/thanosCompact";
import { thanosQueryPart, thanosQueryUrl } from "../components/thanosQuery";
import { thanosStorePart } from "../components/thanosStore";
import { speaksTls } from "../kubernetes/tls/certificates";
import { alertmanagerSecrets } from "../rendered-config/alertmanager";
import { receiverAddresses } from "../settings/addresses";
import type { ThanosSettings } from "../settings/longTerm";
import type { ObjectStorage } from "../settings/objectStorage";
import type { Basics } from "./basics";

/** The application, and the data services that nobody else runs for it. */
export function applicationServers({ config, postgres, redis, times }: Basics) {
  const { environment, images, storageClass } = config;
  return {
    backend: backendPart({
      environment,
      image: images.backend,
      settings: config.backend,
      postgres,
      redis,
      times,
    }),
    ...(config.postgres.host === undefined && {
      postgres: postgresPart({
        image: images.postgres,
        storageClass,
        passwords: postgres.passwords,
        ...config.postgres,
      }),
    }),
    ...(config.redis.host === undefined && {
      redis: redisPart({ image: images.redis, passwords: redis.passwords, ...config.redis }),
    }),
  };
}

/** The exporters. */
export function exporters({ config, context, postgres, redis, times }: Basics) {
  const { images } = config;
  return {
    postgresExporter: postgresExporterPart({ image: images.postgresExporter, postgres, times }),
    redisExporter: redisExporterPart({ image: images.redisExporter, redis, times }),
    kubeStateMetrics: kubeStateMetricsPart({
      image: images.kubeStateMetrics,
      cronJobs: context.backsUp === true,
      times,
    }),
    ...(config.certificates.length > 0 && {
      blackboxExporter: blackboxExporterPart({
        image: images.blackboxExporter,
        certificates: config.certificates,
        certificateAuthority: config.certificateAuthority,
        times,
      }),
    }),
  };
}

/** What tells people: of alerts, and of everything when they look. */
export function peoplesServers({ config, routing, dashboards, times }: Basics) {
  const { images, storageClass } = config;
  const internalTls = speaksTls(config);
  return {
    alertmanager: alertmanagerPart({
      ...config.alertmanager,
      image: images.alertmanager,
      config: routing,
      secrets: alertmanagerSecrets(config.notifications),
      receivers: receiverAddresses(config),
      times,
      storageClass,
    }),
    grafana: grafanaPart({
      ...config.grafana,
      image: images.grafana,
      internalTls,
      datasource: config.thanos
        ? { url: thanosQueryUrl(internalTls), kind: "Thanos" }
        : { url: prometheusUrl(internalTls), kind: "Prometheus" },
      times,
      dashboards,
      storageClass,
    }),
  };
}

/** What keeps samples for years, and answers for every Prometheus, where a stack has it. */
export function longTermServers(basics: Basics) {
  const { thanos, objectStorage } = basics.config;
  return { ...(thanos && objectStorage && thanosServers(basics, thanos, objectStorage)) };
}

function thanosServers({ config, times }: Basics, thanos: ThanosSettings, bucket: ObjectStorage) {
  const { images, storageClass } = config;
  const common = { image: images.thanos, bucket, storageClass, times };
  return {
    thanosStore: thanosStorePart({ ...common, settings: thanos.store }),
    thanosCompact: thanosCompactPart({
      ...common,
      settings: thanos.compactor,
      retention: thanos.retention,
    }),
    thanosQuery: thanosQueryPart({
      image: images.thanos,
      times,
      shards: config.prometheus.shards,
      settings: thanos.query,
    }),
  };
}
