import { KAFKA_PORT as PORT } from "../../service/defaults";
import {
  KAFKA_DATA,
  KAFKA_FOLDER,
  KAFKA_METRICS_PORT,
  KAFKA_PASSWORD_FILE,
  kafkaFiles,
  kafkaVariables,
} from "../rendered-config/kafka";
import type { Times } from "../rendered-config/times";
import type { CpuQuantity, Quantity } from "../settings/quantity";
import type { SecretSource } from "../settings/secretSources";
import { metadataOf } from "../objects/metadata";
import { APPLICATION, clusterHost } from "../objects/names";
import { egressTo } from "../kubernetes/network/egress";
import { accepts, container, podTemplate, probes } from "../kubernetes/pod";
import { secretOf } from "../kubernetes/secret";
import type { Server } from "../kubernetes/server";
import { governingService, service, serviceMonitor } from "../kubernetes/service";
import { configFolder, dataFolder, scratch, secretFolder } from "../kubernetes/volumes";
import { checksum, configMap, serviceAccount, statefulSet } from "../kubernetes/workload";

const NAME = "kafka";
/** The image's user, appuser. */
const UID = 1000;
const PORTS = { kafka: PORT, metrics: KAFKA_METRICS_PORT };

export interface KafkaArgs {
  /** @default autodealgenie */
  readonly namespace?: string | undefined;
  readonly image: string;
  /** The secrets of the application. */
  readonly password: SecretSource;
  readonly storage: Quantity;
  readonly storageClass: string | undefined;
  readonly memory: Quantity;
  readonly cpu: CpuQuantity;
  readonly times: Times;
}

/** A single Kafka broker, which is its own controller: every topic has one replica. */
export function kafkaServer(args: KafkaArgs): Server {
  const { times } = args;
  const namespace = args.namespace ?? APPLICATION;
  const metadata = metadataOf(NAME, namespace, "messaging");
  const governing = governingService(metadata, PORTS);
  const host = clusterHost(NAME, namespace);
  const files = configMap(metadata, "config", kafkaFiles({ host, port: PORT }));
  const secret = secretOf(metadata, { [KAFKA_PASSWORD_FILE]: args.password });
  const mounted = [
    configFolder(KAFKA_FOLDER, [{ folder: "", configMap: files }]),
    secretFolder(secret),
    // The folder that the JVM shares with its tools.
    scratch("tmp", "/tmp"),
  ];
  return {
    type: "Kafka",
    tls: undefined,
    publicEndpoint: undefined,
    // Exported by the JMX agent in its process.
    monitor: serviceMonitor(metadata, "metrics", {
      interval: times.scrapeInterval,
      timeout: times.scrapeTimeout,
    }),
    // Its own address, which it advertises to clients, and to other brokers if there were any.
    egress: egressTo([{ host, port: PORT }]),
    account: serviceAccount(metadata),
    configMaps: [files],
    secret,
    service: service({ metadata, ports: PORTS }),
    governing,
    roles: [],
    resource: statefulSet({
      metadata,
      governing,
      replicas: 1,
      storage: { size: args.storage, storageClass: args.storageClass },
      template: podTemplate({
        labels: metadata.labels,
        annotations: { "checksum/config": checksum([files]) },
        serviceAccount: NAME,
        group: UID,
        // On shutdown it closes its files; otherwise it has to recover them at the next start.
        graceSeconds: 60,
        volumes: mounted.flatMap(({ volume }) => volume ?? []),
        container: container({
          name: NAME,
          image: args.image,
          command: ["/bin/sh", `${KAFKA_FOLDER}/start.sh`],
          env: kafkaVariables(args.memory),
          ports: PORTS,
          probes: probes({ ready: accepts("kafka"), alive: accepts("kafka"), startSeconds: 300 }),
          resources: {
            cpuRequest: "100m",
            cpuLimit: args.cpu,
            memoryRequest: "512Mi",
            memoryLimit: args.memory,
          },
          uid: UID,
          mounts: [...mounted.map(({ mount }) => mount), dataFolder(KAFKA_DATA).mount],
        }),
      }),
    }),
  };
}
