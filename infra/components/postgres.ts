import { POSTGRES_PORT as PORT } from "../../service/defaults";
import type { PostgresAddress } from "../settings/addresses";
import type { CpuQuantity, Quantity } from "../settings/quantity";
import {
  POSTGRES_BIN,
  POSTGRES_DATA,
  POSTGRES_FOLDER,
  postgresFiles,
  SOCKET_FOLDER,
} from "../rendered-config/postgres";
import { APP_ROLE, DATABASE } from "../settings/postgresRoles";
import { metadataOf } from "../objects/metadata";
import { APPLICATION } from "../objects/names";
import type { Server } from "../kubernetes/server";
import { container, podTemplate, probes } from "../kubernetes/pod";
import { secretOf } from "../kubernetes/secret";
import { governingService, service } from "../kubernetes/service";
import { configFolder, dataFolder, scratch, secretFolder } from "../kubernetes/volumes";
import { checksum, configMap, serviceAccount, statefulSet } from "../kubernetes/workload";

const NAME = "postgres";
/** The image's user, postgres. */
const UID = 999;

export interface PostgresArgs {
  /** @default autodealgenie */
  readonly namespace?: string | undefined;
  readonly image: string;
  readonly passwords: PostgresAddress["passwords"];
  readonly storage: Quantity;
  readonly storageClass: string | undefined;
  readonly memory: Quantity;
  readonly cpu: CpuQuantity;
}

export function postgresServer(args: PostgresArgs): Server {
  const metadata = metadataOf(NAME, args.namespace ?? APPLICATION, "database");
  const governing = governingService(metadata, { postgres: PORT });
  const files = configMap(metadata, "config", postgresFiles(args.memory));
  const secret = secretOf(metadata, {
    "app-password": args.passwords.app,
    "exporter-password": args.passwords.exporter,
  });
  const mounted = [
    configFolder(POSTGRES_FOLDER, [{ folder: "", configMap: files }]),
    secretFolder(secret),
    scratch("socket", SOCKET_FOLDER),
    scratch("tmp", "/tmp"),
  ];
  const accepts = {
    exec: {
      command: [
        `${POSTGRES_BIN}/pg_isready`,
        // Over TCP: while the roles are updated, the server only listens on its socket.
        "--host=127.0.0.1",
        `--port=${PORT}`,
        // It does not sign in, but a role without the permission would log a line for each probe.
        `--username=${APP_ROLE}`,
        `--dbname=${DATABASE}`,
      ],
    },
  };
  return {
    type: "Postgres",
    tls: undefined,
    publicEndpoint: undefined,
    // It is not scraped: its exporter exports its metrics.
    monitor: undefined,
    egress: [],
    account: serviceAccount(metadata),
    configMaps: [files],
    secret,
    service: service({ metadata, ports: { postgres: PORT } }),
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
        // A fast shutdown still writes a checkpoint.
        graceSeconds: 120,
        volumes: mounted.flatMap(({ volume }) => volume ?? []),
        container: container({
          name: NAME,
          image: args.image,
          command: ["/bin/sh", `${POSTGRES_FOLDER}/start.sh`],
          ports: { postgres: PORT },
          // Recovery after a crash replays the log, and start.sh waits for it.
          probes: probes({ ready: accepts, alive: accepts, startSeconds: 660 }),
          resources: {
            cpuRequest: "100m",
            cpuLimit: args.cpu,
            memoryRequest: "128Mi",
            memoryLimit: args.memory,
          },
          uid: UID,
          mounts: [...mounted.map(({ mount }) => mount), dataFolder(POSTGRES_DATA).mount],
        }),
      }),
    }),
  };
}
