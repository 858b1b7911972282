import type { BackupTimes } from "../settings/backups";
import type { ObjectStorage } from "../settings/objectStorage";
import type { Quantity } from "../settings/quantity";
import { composedOfStorageKeys, type SecretSource } from "../settings/secretSources";
import {
  AUTHORITY_FILE,
  AUTHORITY_FOLDER,
  authorityOf,
  storageAddresses,
} from "../rendered-config/objectStorage";
import {
  RCLONE_SECRET,
  rcloneConfig,
  rcloneFolder,
  rcloneVariables,
} from "../rendered-config/rclone";
import type { Metadata } from "../objects/metadata";
import type { ExternalLabels } from "../settings/externalLabels";
import { bucketIdentity } from "./network/cloudIdentity";
import { proxyVariables, type Proxy } from "../settings/proxy";
import { httpEgressTo, type Egress } from "./network/egress";
import type { ScheduledJob } from "./server";
import type { Certificate, ConfigMap, Container } from "../objects/kubernetes";
import { container, podTemplate, type ContainerArgs } from "./pod";
import { secretOf } from "./secret";
import { configFolder, scratch, secretFolder, type Mounted } from "./volumes";
import { configMap, cronJob, serviceAccount } from "./workload";

/** Not a real user of a node. All containers of a backup run as this user, so that only they can read each other's files. */
const UID = 10873;
/** The folder in which a backup's containers pass files on. */
export const WORK_FOLDER = "/work";
/** The last container, which accesses the bucket. */
export const STORE = "store";
/** The container that reads the data to back up. */
export const DUMP = "dump";
/** The time limit of a backup with all of its attempts. Seconds. */
const DEADLINE = 30 * 60;

/** The shell stops at the first command that fails. */
export function shell(script: string): readonly string[] {
  return ["/bin/sh", "-euc", script];
}

const ATTEMPTS = 12;
const PAUSE_SECONDS = 5;

/**
 * A script that retries a command for up to about a minute. Some network policy engines reject connections of a new pod until
 * they know it, and a backup connects immediately. If the minute is not enough, the next command fails and reports why.
 */
export function waitFor(command: string): string {
  return `attempts=0
until ${command} > /dev/null 2>&1 || [ "$attempts" -ge ${ATTEMPTS} ]; do
  attempts=$((attempts + 1))
  sleep ${PAUSE_SECONDS}
done
`;
}

/**
 * Reads the file back, and uploads it under the current time. Only then are expired backups deleted, never the new one: if no
 * backup succeeds, none is deleted.
 */
const STORE_SCRIPT = `file="${WORK_FOLDER}/$FILE"
if ! [ -s "$file" ]; then
  echo "$file is empty: nothing is stored, and nothing deleted." >&2
  exit 1
fi
name="$(date -u +%Y-%m-%dT%H-%M-%SZ)-$FILE"
rclone copyto --immutable "$file" "$FOLDER/$name"
rclone delete --min-age="$KEEP" "$FOLDER"
echo "Stored $name in $FOLDER, which keeps backups for $KEEP."
`;

/** Lists the backups with their sizes in bytes. A folder that does not exist yet is empty. */
export const LIST_SCRIPT = `rclone lsf --files-only --format=ps --separator=' ' "$FOLDER" || [ $? -eq 3 ]
`;
/** Downloads the backup $AT to the file of `dump`. */
export const FETCH_SCRIPT = `rclone copyto "$FOLDER/$AT" "${WORK_FOLDER}/$FILE"
[ -s "${WORK_FOLDER}/$FILE" ]
`;
/** Prints the contents of a backup. */
export const SHOW_SCRIPT = `rclone cat "$FOLDER/$AT"
`;

/** A container of a backup: it runs to completion, and all have the same user. */
export function step(
  args: Omit<ContainerArgs, "uid" | "ports" | "probes" | "mounts" | "resources"> & {
    readonly mounted: readonly Mounted[];
    readonly disk?: Quantity;
  },
): Container {
  const { mounted, disk, ...rest } = args;
  return container({
    ...rest,
    resources: {
      cpuRequest: "50m",
      memoryRequest: "64Mi",
      memoryLimit: "256Mi",
      ...(disk !== undefined && { diskLimit: disk }),
    },
    uid: UID,
    mounts: mounted.map(({ mount }) => mount),
  });
}

export interface BackupArgs {
  readonly type: string;
  readonly metadata: Metadata;
  /** Distinguishes the backups of clusters that share the bucket: folders below `backups/`. */
  readonly cluster: ExternalLabels;
  /** The kind of data, which is the last folder. */
  readonly what: string;
  /** The file that `dump` writes in WORK_FOLDER. */
  readonly file: string;
  /** The containers that create the file. They mount `work`. */
  readonly dump: (work: Mounted) => readonly Container[];
  /** The volumes that they mount in addition. */
  readonly mounted: readonly Mounted[];
  readonly configMaps?: readonly ConfigMap[];
  readonly certificates?: readonly Certificate[];
  /** The secrets that they read, by file. */
  readonly secrets?: Readonly<Record<string, SecretSource>>;
  /** The addresses that they connect to. */
  readonly egress: readonly Egress[];
  /** The size limit of `work`. */
  readonly size: Quantity;
  readonly times: BackupTimes;
  /** The image of rclone. */
  readonly image: string;
  readonly bucket: ObjectStorage;
  /** The proxy for the bucket. Left out: it connects directly. */
  readonly proxy?: Proxy | undefined;
}

/** A scheduled backup as plain objects: first a file is created, then it is uploaded. */
export function backupJob(args: BackupArgs): ScheduledJob {
  const { metadata, bucket, size } = args;
  const work = scratch("work", WORK_FOLDER, { sizeLimit: size });
  const authority = authorityOf(bucket);
  const authorities =
    authority === undefined
      ? []
      : [configMap(metadata, "authority", { [AUTHORITY_FILE]: authority })];
  const credentials = secretOf(metadata, {
    [RCLONE_SECRET]: composedOfStorageKeys(bucket, (keys) => rcloneConfig(bucket, keys)),
  });
  const reached = [
    secretFolder(credentials, "bucket"),
    ...authorities.map((map) =>
      configFolder(AUTHORITY_FOLDER, [{ folder: "", configMap: map }], undefined, "authority"),
    ),
  ];
  return {
    type: args.type,
    account: serviceAccount(metadata),
    configMaps: [...(args.configMaps ?? []), ...authorities],
    secret: secretOf(metadata, { ...args.secrets, ...credentials.sources }),
    ...(args.certificates && { certificates: args.certificates }),
    roles: [],
    egress: [
      ...args.egress,
      ...httpEgressTo(storageAddresses(bucket), args.proxy),
      ...bucketIdentity(bucket, args.proxy),
    ],
    resource: cronJob({
      metadata,
      schedule: args.times.schedule,
      deadlineSeconds: DEADLINE,
      template: podTemplate({
        labels: metadata.labels,
        serviceAccount: metadata.name,
        group: UID,
        volumes: [work, ...args.mounted, ...reached].flatMap(({ volume }) => volume ?? []),
        before: args.dump(work),
        container: step({
          name: STORE,
          image: args.image,
          command: shell(STORE_SCRIPT),
          env: {
            ...rcloneVariables(
              bucket,
              authority === undefined ? undefined : `${AUTHORITY_FOLDER}/${AUTHORITY_FILE}`,
            ),
            FOLDER: rcloneFolder(
              bucket,
              ["backups", ...Object.values(args.cluster), args.what].join("/"),
            ),
            FILE: args.file,
            KEEP: args.times.keep,
            ...proxyVariables(args.proxy),
          },
          mounted: [work, ...reached],
          disk: size,
        }),
      }),
    }),
  };
}
