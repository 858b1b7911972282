import { backendServer } from "../components/backend";
import { alertmanagerServer } from "../components/alertmanager";
import { blackboxExporterServer } from "../components/blackboxExporter";
import { grafanaServer } from "../components/grafana";
import { kubeStateMetricsServer } from "../components/kubeStateMetrics";
import { kafkaServer } from "../components/kafka";
import { mongodbServer } from "../components/mongodb";
import { mongodbExporterServer } from "../components/mongodbExporter";
import { postgresServer } from "../components/postgres";
import { postgresExporterServer } from "../components/postgresExporter";
import { prometheusUrl } from "../components/prometheusServices";
import { redisServer } from "../components/redis";
import { redisExporterServer } from "../components/redisExporter";
import { thanosCompactServer } from "../components/thanosCompact";
import { thanosQueryServer, thanosQueryUrl } from "../components/thanosQuery";
import { thanosStoreServer } from "../components/thanosStore";
import { workerServer } from "../components/worker";
import { apiServer } from "../kubernetes/network/egress";
import { speaksTls } from "../kubernetes/tls/certificates";
import { alertmanagerSecrets } from "../rendered-config/alertmanager";
import { queried } from "../rendered-config/remoteQueries";
import { postgresServerAddress, receiverAddresses } from "../settings/addresses";
import { KAFKA_PASSWORD } from "../settings/kafkaAddress";
import type { StackConfig } from "../settings/schema";
import type { ThanosSettings } from "../settings/longTerm";
import type { ObjectStorage } from "../settings/objectStorage";
import type { Basics } from "./basics";

/** The application, and the data services that are not external. */
export function applicationServers({
  config,
  namespaces,
  postgres,
  redis,
  mongodb,
  kafka,
  proxy,
  times,
}: Basics) {
  const { environment, images, storageClass } = config;
  const namespace = namespaces.application;
  return {
    backend: backendServer({
      namespace,
      environment,
      image: images.backend,
      settings: config.backend,
      postgres,
      redis,
      mongodb,
      kafka,
      proxy,
      behindIngress: config.network.ingressNamespace !== undefined,
      times,
    }),
    ...(config.postgres.host === undefined && {
      postgres: postgresServer({
        namespace,
        image: images.postgres,
        storageClass,
        passwords: postgres.passwords,
        ...config.postgres,
      }),
    }),
    ...(config.redis.host === undefined && {
      redis: redisServer({
        namespace,
        image: images.redis,
        passwords: redis.passwords,
        ...config.redis,
      }),
    }),
    ...(mongodb &&
      config.mongodb && {
        ...(config.mongodb.hosts === undefined &&
          mongodb.passwords && {
            mongodb: mongodbServer({
              namespace,
              image: images.mongodb,
              storageClass,
              passwords: mongodb.passwords,
              ...config.mongodb,
            }),
          }),
      }),
    ...(kafka &&
      config.kafka && {
        worker: workerServer({
          namespace,
          environment,
          image: images.backend,
          settings: config.kafka,
          logLevel: config.backend.logLevel,
          postgres,
          kafka,
          times,
        }),
        ...(config.kafka.brokers === undefined && {
          kafka: kafkaServer({
            namespace,
            image: images.kafka,
            storageClass,
            password: KAFKA_PASSWORD,
            times,
            ...config.kafka,
          }),
        }),
      }),
  };
}

/** The exporters. */
export function exporters({ config, namespaces, context, redis, mongodb, times }: Basics) {
  const { images } = config;
  const postgres = postgresServerAddress(config.postgres, namespaces.application);
  const namespace = namespaces.monitoring;
  return {
    postgresExporter: postgresExporterServer({
      namespace,
      image: images.postgresExporter,
      postgres,
      times,
    }),
    redisExporter: redisExporterServer({ namespace, image: images.redisExporter, redis, times }),
    ...(mongodb &&
      config.mongodb?.exporter && {
        mongodbExporter: mongodbExporterServer({
          namespace,
          image: images.mongodbExporter,
          mongodb,
          times,
        }),
      }),
    kubeStateMetrics: kubeStateMetricsServer({
      namespaces,
      image: images.kubeStateMetrics,
      cronJobs: (context.backups ?? []).length > 0,
      apiServer: apiServer(config.cluster),
      times,
    }),
    ...(config.certificates.length > 0 && {
      blackboxExporter: blackboxExporterServer({
        namespace,
        image: images.blackboxExporter,
        certificates: config.certificates,
        certificateAuthority: config.certificateAuthority,
        times,
      }),
    }),
  };
}

/** The servers that people use: Alertmanager for alerts, and Grafana. */
export function peoplesServers({ config, namespaces, routing, dashboards, proxy, times }: Basics) {
  const { images, storageClass } = config;
  const internalTls = speaksTls(config);
  const namespace = namespaces.monitoring;
  return {
    alertmanager: alertmanagerServer({
      namespace,
      ...config.alertmanager,
      image: images.alertmanager,
      config: routing,
      secrets: alertmanagerSecrets(config.notifications),
      receivers: receiverAddresses(config),
      mailAuthority: config.notifications.email?.certificateAuthority,
      proxy,
      times,
      storageClass,
    }),
    grafana: grafanaServer({
      namespace,
      ...config.grafana,
      image: images.grafana,
      internalTls,
      proxy,
      datasource: config.thanos
        ? { url: thanosQueryUrl(internalTls, namespace), kind: "Thanos" }
        : { url: prometheusUrl(internalTls, namespace), kind: "Prometheus" },
      remotes: queried(config.remoteWrite),
      times,
      dashboards,
      storageClass,
    }),
  };
}

/** The servers that store samples for years and answer for every Prometheus, if the stack has Thanos. */
export function longTermServers(basics: Basics) {
  const { thanos, objectStorage } = basics.config;
  return { ...(thanos && objectStorage && thanosServers(basics, thanos, objectStorage)) };
}

/**
 * The labels that distinguish the samples of this cluster from others in the same bucket; undefined if there are none.
 */
function ownLabels({ environment, prometheus: { externalLabels } }: StackConfig) {
  return Object.keys(externalLabels).length > 0 ? { environment, ...externalLabels } : undefined;
}

function thanosServers(
  { config, namespaces, proxy, times }: Basics,
  thanos: ThanosSettings,
  bucket: ObjectStorage,
) {
  const { images, storageClass } = config;
  const namespace = namespaces.monitoring;
  const common = {
    namespace,
    image: images.thanos,
    bucket,
    proxy,
    storageClass,
    times,
    own: ownLabels(config),
  };
  return {
    thanosStore: thanosStoreServer({ ...common, settings: thanos.store }),
    thanosCompact: thanosCompactServer({
      ...common,
      settings: thanos.compactor,
      retention: thanos.retention,
    }),
    thanosQuery: thanosQueryServer({
      namespace,
      image: images.thanos,
      times,
      shards: config.prometheus.shards,
      settings: thanos.query,
    }),
  };
}
