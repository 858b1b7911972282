import { HTTP_PORT as PORT } from "../../service/defaults";
import type { Times } from "../rendered-config/times";
import type { PostgresAddress } from "../settings/addresses";
import type { KafkaSettings } from "../settings/kafka";
import type { KafkaAddress } from "../settings/kafkaAddress";
import { metadataOf } from "../objects/metadata";
import { APPLICATION } from "../objects/names";
import { egressTo, egressToMembers } from "../kubernetes/network/egress";
import { container, httpGet, podTemplate, probes } from "../kubernetes/pod";
import { secretOf } from "../kubernetes/secret";
import type { Server } from "../kubernetes/server";
import { service, serviceMonitor } from "../kubernetes/service";
import { configFolder, secretFolder } from "../kubernetes/volumes";
import { checksum, configMap, deployment, serviceAccount } from "../kubernetes/workload";
import {
  AUTHORITIES_FOLDER,
  databaseVariables,
  kafkaClientVariables,
  kafkaSecrets,
  pemFiles,
} from "./applicationEnvironment";
import { SERVICE_TLS, SERVICE_UID as UID } from "./backend";

const NAME = "worker";
/** Handling a message queries PostgreSQL a few times, so few connections are enough. */
const POOL_MAX = 10;

export interface WorkerArgs {
  /** @default autodealgenie */
  readonly namespace?: string | undefined;
  readonly environment: string;
  /** The secrets of the backend. */
  readonly image: string;
  readonly settings: Pick<KafkaSettings, "worker" | "webhooks">;
  readonly logLevel: string;
  readonly postgres: PostgresAddress;
  readonly kafka: KafkaAddress;
  readonly times: Times;
}

/** The worker, which reads the topics and notifies subscribers. It only serves its metrics. */
export function workerServer(args: WorkerArgs): Server {
  const { settings, times, postgres, kafka } = args;
  const metadata = metadataOf(NAME, args.namespace ?? APPLICATION, "messaging");
  const secret = secretOf(metadata, {
    "database-password": postgres.passwords.app,
    ...kafkaSecrets(kafka),
  });
  const files = pemFiles({ postgres, kafka });
  const maps = Object.keys(files).length === 0 ? [] : [configMap(metadata, "authorities", files)];
  const mounted = [
    secretFolder(secret),
    ...maps.map((map) =>
      configFolder(AUTHORITIES_FOLDER, [{ folder: "", configMap: map }], undefined, "authorities"),
    ),
  ];
  const alive = httpGet("/health", "http");
  return {
    type: "Worker",
    tls: SERVICE_TLS,
    publicEndpoint: undefined,
    account: serviceAccount(metadata),
    configMaps: maps,
    secret,
    service: service({ metadata, ports: { http: PORT } }),
    monitor: serviceMonitor(metadata, "http", {
      interval: times.scrapeInterval,
      timeout: times.scrapeTimeout,
    }),
    roles: [],
    egress: [
      ...egressTo([postgres]),
      ...egressToMembers(kafka.brokers),
      // The addresses of subscribers, which the application's users choose.
      { kind: "anywhere", ports: settings.webhooks.ports, named: true },
    ],
    resource: deployment({
      metadata,
      replicas: settings.worker.replicas,
      template: podTemplate({
        labels: metadata.labels,
        serviceAccount: NAME,
        group: UID,
        ...(maps.length > 0 && { annotations: { "checksum/config": checksum(maps) } }),
        volumes: mounted.flatMap(({ volume }) => volume ?? []),
        container: container({
          name: NAME,
          image: args.image,
          // The image's entry point is Node.js, or starts Node.js for a command that is not a program.
          args: ["dist/worker.js"],
          env: {
            PORT: String(PORT),
            ENVIRONMENT: args.environment,
            LOG_LEVEL: args.logLevel,
            ...databaseVariables(postgres, POOL_MAX, files),
            ...kafkaClientVariables(kafka, files),
            ...(settings.webhooks.trustedBlocks.length > 0 && {
              WEBHOOK_TRUSTED_NETWORKS: settings.webhooks.trustedBlocks.join(","),
            }),
          },
          ports: { http: PORT },
          // It serves no requests: while PostgreSQL or Kafka is down, it waits.
          probes: probes({ ready: alive, alive, startSeconds: 60 }),
          resources: {
            cpuRequest: "50m",
            cpuLimit: settings.worker.cpu,
            memoryRequest: "128Mi",
            memoryLimit: settings.worker.memory,
          },
          uid: UID,
          mounts: mounted.map(({ mount }) => mount),
        }),
      }),
    }),
  };
}
