import { ALERTMANAGER_PORT } from "../ports";
import type { BackupTimes } from "../settings/backups";
import type { ObjectStorage } from "../settings/objectStorage";
import type { StackConfig } from "../settings/schema";
import { backupJob, DUMP, shell, step, waitFor, WORK_FOLDER } from "../kubernetes/backup";
import { clientAccess } from "../kubernetes/tls/client";
import { metadataOf } from "../objects/metadata";
import { clusterHost } from "../objects/names";
import type { Proxy } from "../settings/proxy";
import { egressTo } from "../kubernetes/network/egress";
import type { ScheduledJob } from "../kubernetes/server";

const NAME = "backup-silences";
const FILE = "silences.json";
const ALERTMANAGER = { name: "alertmanager", port: ALERTMANAGER_PORT } as const;

/** Silences are small: a thousand of them take one megabyte. */
const SIZE = "64Mi";

const WAIT = waitFor('amtool silence query --timeout=5s "$@"');

/** Fails unless the output is a complete JSON list, which may be empty. */
const DUMP_SCRIPT = `${WAIT}amtool silence query --output=json "$@" > ${WORK_FOLDER}/${FILE}
case "$(cat ${WORK_FOLDER}/${FILE})" in
  "["*"]") ;;
  *) echo "Alertmanager's answer is no list of silences." >&2; exit 1 ;;
esac
`;

/** Prints the silences that have not expired. */
export const SHOW_SILENCES = `${WAIT}amtool silence query --output=json "$@"\n`;
/** Creates the silences of the file. */
export const IMPORT_SILENCES = `${WAIT}amtool silence import "$@" ${WORK_FOLDER}/${FILE}\n`;

export interface BackupSilencesArgs {
  /** The images of Alertmanager and rclone. */
  readonly images: { readonly alertmanager: string; readonly rclone: string };
  readonly times: BackupTimes;
  readonly bucket: ObjectStorage;
  readonly proxy?: Proxy | undefined;
  readonly config: StackConfig;
}

/** The silences that have not expired, as any replica knows them. */
export function backupSilencesJob(args: BackupSilencesArgs): ScheduledJob {
  const metadata = metadataOf(NAME, args.config.namespaces.monitoring.name, "backup");
  const host = clusterHost(ALERTMANAGER.name, metadata.namespace);
  const access = clientAccess(metadata, ALERTMANAGER.name, args.config);
  const mounted = access ? [access.mounted] : [];
  return backupJob({
    type: "BackupSilences",
    metadata,
    what: "silences",
    file: FILE,
    ...(access && { configMaps: access.configMaps, certificates: access.certificates }),
    mounted,
    egress: egressTo([{ host, port: ALERTMANAGER.port }]),
    size: SIZE,
    times: args.times,
    image: args.images.rclone,
    bucket: args.bucket,
    proxy: args.proxy,
    cluster: args.config.prometheus.externalLabels,
    dump: (work) => [
      step({
        name: DUMP,
        image: args.images.alertmanager,
        command: [...shell(DUMP_SCRIPT), "dump"],
        args: [
          `--alertmanager.url=${access ? "https" : "http"}://${host}:${ALERTMANAGER.port}`,
          ...(access ? [`--http.config.file=${access.configFile}`] : []),
        ],
        mounted: [work, ...mounted],
      }),
    ],
  });
}
