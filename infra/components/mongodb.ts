import { MONGODB_PORT as PORT } from "../../service/defaults";
import {
  MONGODB_FILES,
  MONGODB_INIT_FOLDER,
  MONGODB_PASSWORDS,
  mongodbArgs,
} from "../rendered-config/mongodb";
import type { CpuQuantity, Quantity } from "../settings/quantity";
import type { MongodbPasswords } from "../settings/mongodbAddress";
import { generated } from "../settings/secretSources";
import { metadataOf } from "../objects/metadata";
import { APPLICATION, secretFile } from "../objects/names";
import { accepts, container, podTemplate, probes } from "../kubernetes/pod";
import { secretOf } from "../kubernetes/secret";
import type { Server } from "../kubernetes/server";
import { governingService, service } from "../kubernetes/service";
import { configFolder, dataFolder, scratch, secretFolder } from "../kubernetes/volumes";
import { checksum, configMap, serviceAccount, statefulSet } from "../kubernetes/workload";

const NAME = "mongodb";
/** The image's user, mongodb. */
const UID = 999;

export interface MongodbArgs {
  /** @default autodealgenie */
  readonly namespace?: string | undefined;
  readonly image: string;
  readonly passwords: MongodbPasswords;
  readonly storage: Quantity;
  readonly storageClass: string | undefined;
  readonly memory: Quantity;
  readonly cpu: CpuQuantity;
}

/** A single MongoDB server, not a replica set. */
export function mongodbServer(args: MongodbArgs): Server {
  const metadata = metadataOf(NAME, args.namespace ?? APPLICATION, "database");
  const governing = governingService(metadata, { mongodb: PORT });
  const files = configMap(metadata, "config", MONGODB_FILES);
  const secret = secretOf(metadata, {
    [MONGODB_PASSWORDS.root]: generated("mongodb-root"),
    [MONGODB_PASSWORDS.backend]: args.passwords.backend,
    [MONGODB_PASSWORDS.exporter]: args.passwords.exporter,
  });
  const mounted = [
    configFolder(MONGODB_INIT_FOLDER, [{ folder: "", configMap: files }]),
    secretFolder(secret),
    // Its socket, and temporary files of the entrypoint.
    scratch("tmp", "/tmp"),
  ];
  return {
    type: "Mongodb",
    tls: undefined,
    publicEndpoint: undefined,
    // Exported by an exporter.
    monitor: undefined,
    egress: [],
    account: serviceAccount(metadata),
    configMaps: [files],
    secret,
    service: service({ metadata, ports: { mongodb: PORT } }),
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
        // A clean shutdown writes a checkpoint.
        graceSeconds: 60,
        volumes: mounted.flatMap(({ volume }) => volume ?? []),
        container: container({
          name: NAME,
          image: args.image,
          args: mongodbArgs(args.memory),
          env: {
            MONGO_INITDB_ROOT_USERNAME: "root",
            MONGO_INITDB_ROOT_PASSWORD_FILE: secretFile(MONGODB_PASSWORDS.root),
          },
          ports: { mongodb: PORT },
          // While the entrypoint creates the users, the server only listens on the loopback interface.
          probes: probes({
            ready: accepts("mongodb"),
            alive: accepts("mongodb"),
            startSeconds: 300,
          }),
          resources: {
            cpuRequest: "100m",
            cpuLimit: args.cpu,
            memoryRequest: "256Mi",
            memoryLimit: args.memory,
          },
          uid: UID,
          mounts: [...mounted.map(({ mount }) => mount), dataFolder("/data/db").mount],
        }),
      }),
    }),
  };
}
