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

/** Nobody's on a node. All containers of a backup are this user, who alone may read what one leaves to the next. */
const UID = 10873;
/** What a backup's containers hand to each other. */
export const WORK_FOLDER = "/work";
/** The container that knows the bucket, and comes last. */
export const STORE = "store";
/** The container that asks whom the backup is of. */
export const DUMP = "dump";
/** How long one may take, with all of its attempts. Seconds. */
const DEADLINE = 30 * 60;

/** Everything that an image of a shell does for a backup ends at the first thing that fails. */
export function shell(script: string): readonly string[] {
  return ["/bin/sh", "-euc", script];
}

const ATTEMPTS = 12;
const PAUSE_SECONDS = 5;

/**
 * A script that waits until a command succeeds, for about a minute at most. Some engines of network policies refuse what a new pod
 * connects to until they know the pod, and a backup connects at once. If the minute is not enough, what comes next fails
 * and says why.
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
 * Reads the file that was made, and writes it into the bucket under the time of the day. What is too old goes only after
 * that, and never what was just written: where no backup succeeds, none is deleted.
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

/** Says which backups there are, each with its size in bytes. A folder in which nothing was ever written is none. */
export const LIST_SCRIPT = `rclone lsf --files-only --format=ps --separator=' ' "$FOLDER" || [ $? -eq 3 ]
`;
/** Writes one of them, $AT, to where `dump` left it. */
export const FETCH_SCRIPT = `rclone copyto "$FOLDER/$AT" "${WORK_FOLDER}/$FILE"
[ -s "${WORK_FOLDER}/$FILE" ]
`;
/** Says what is in one of them. */
export const SHOW_SCRIPT = `rclone cat "$FOLDER/$AT"
`;

/** A container of a backup: it ends by itself, and each has the same user. */
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
  /** What tells its cluster from others that share the bucket: folders below `backups/`. */
  readonly cluster: ExternalLabels;
  /** What it is a backup of: the last folder. */
  readonly what: string;
  /** The file that `dump` leaves in WORK_FOLDER. */
  readonly file: string;
  /** Makes the file, with all that has to be done before. They mount `work`. */
  readonly dump: (work: Mounted) => readonly Container[];
  /** What they mount beside that. */
  readonly mounted: readonly Mounted[];
  readonly configMaps?: readonly ConfigMap[];
  readonly certificates?: readonly Certificate[];
  /** The secrets that they read, by file. */
  readonly secrets?: Readonly<Record<string, SecretSource>>;
  /** Whom they ask. */
  readonly egress: readonly Egress[];
  /** The most that they leave for each other. */
  readonly size: Quantity;
  readonly times: BackupTimes;
  /** Of rclone. */
  readonly image: string;
  readonly bucket: ObjectStorage;
  /** Through which it reaches the bucket. Left out: it asks it itself. */
  readonly proxy?: Proxy | undefined;
}

/** Copies something into the bucket again and again, as plain objects: first a file is made of it, then that is stored. */
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
