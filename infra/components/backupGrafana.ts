import type { BackupTimes } from "../settings/backups";
import type { GrafanaDatabase } from "../settings/grafanaDatabase";
import type { ObjectStorage } from "../settings/objectStorage";
import { given } from "../settings/secretSources";
import { backupJob, DUMP, shell, step, waitFor, WORK_FOLDER } from "../kubernetes/backup";
import { metadataOf } from "../objects/metadata";
import { MONITORING } from "../objects/names";
import type { ExternalLabels } from "../settings/externalLabels";
import type { Proxy } from "../settings/proxy";
import { egressTo } from "../kubernetes/network/egress";
import type { ScheduledJob } from "../kubernetes/server";
import { configFolder, scratch, secretFolder } from "../kubernetes/volumes";
import { secretOf } from "../kubernetes/secret";
import { secretFile } from "../objects/names";
import { configMap } from "../kubernetes/workload";

const NAME = "backup-grafana";
const FILE = "grafana.dump";
const PASSWORD = "database-password";

/** Room for a dump, which is compressed, and for the restored data, which is not. */
const SIZE = "4Gi";

/** An in-memory volume, for the file below. */
const SIGN_IN_FOLDER = "/var/run/sign-in";
const SERVICE = "grafana";

/**
 * Makes libpq read the password from a file. A service file is used, because libpq rejects password files that the group can
 * read.
 */
const SIGN_IN = `umask 077
printf '[${SERVICE}]\\npassword=%s\\n' "$(cat ${secretFile(PASSWORD)})" > "$PGSERVICEFILE"
`;

const WAIT = waitFor("pg_isready");

/** Reads the whole dump back: a truncated dump is rejected, and so is one without tables, which belongs to another database. */
const DUMP_SCRIPT = `${SIGN_IN}${WAIT}pg_dump --format=custom --lock-wait-timeout=60s --file=${WORK_FOLDER}/${FILE}
pg_restore --file=/dev/null ${WORK_FOLDER}/${FILE}
case "$(pg_restore --list ${WORK_FOLDER}/${FILE})" in
  *" TABLE DATA "*) ;;
  *) echo "Database $PGDATABASE has no table: Grafana has never used it." >&2; exit 1 ;;
esac
`;

/** Drops what the role owns, from earlier or later versions of Grafana: leftovers would break a Grafana that starts later. */
const EMPTY = `SET lock_timeout = '60s';
DO $each$
DECLARE
  object record;
BEGIN
  FOR object IN
    SELECT relname,
      CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind
    FROM pg_class
    WHERE relnamespace = 'public'::regnamespace
      AND relowner = current_user::regrole
      AND relkind IN ('r', 'p', 'v', 'm', 'S')
  LOOP
    EXECUTE format('DROP %s IF EXISTS public.%I CASCADE', object.kind, object.relname);
  END LOOP;
END $each$;
`;

const COUNT = `DO $each$
DECLARE
  object record;
  found bigint;
  tables bigint := 0;
  rows bigint := 0;
BEGIN
  FOR object IN SELECT schemaname, tablename FROM pg_tables WHERE tableowner = current_user LOOP
    EXECUTE format('SELECT count(*) FROM %I.%I', object.schemaname, object.tablename) INTO found;
    tables := tables + 1;
    rows := rows + found;
  END LOOP;
  RAISE INFO '% tables with % rows are back.', tables, rows;
END $each$;
`;

/**
 * Replaces everything in the database with a dump, in one transaction, so that a failed or interrupted restore changes nothing.
 * The whole dump is read first.
 */
export const RESTORE_GRAFANA = `${SIGN_IN}${WAIT}cd ${WORK_FOLDER}
pg_restore --no-owner --no-privileges --no-comments --file=restore.sql ${FILE}
cat > empty.sql <<'SQL'
${EMPTY}SQL
cat > count.sql <<'SQL'
${COUNT}SQL
psql --no-psqlrc --quiet --single-transaction --set=ON_ERROR_STOP=1 \\
  --file=empty.sql --file=restore.sql --file=count.sql --output=/dev/null 2>&1
`;

/** The public certificate authorities, at the path of Alpine's and Debian's images. PostgreSQL's image has no such file. */
const EVERYBODYS_AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt";
const AUTHORITY_FOLDER = "/etc/postgresql";
const AUTHORITY_FILE = "authority.pem";

export interface BackupGrafanaArgs {
  /** @default monitoring */
  readonly namespace?: string | undefined;
  /** The images of PostgreSQL, which must not be older than the server, and of rclone. */
  readonly images: { readonly postgres: string; readonly rclone: string };
  readonly database: GrafanaDatabase;
  readonly times: BackupTimes;
  readonly bucket: ObjectStorage;
  readonly proxy?: Proxy | undefined;
  readonly cluster: ExternalLabels;
}

/** Grafana's database holds everything that people create: dashboards, folders, users, teams, stars, annotations. */
export function backupGrafanaJob(args: BackupGrafanaArgs): ScheduledJob {
  const { database, images } = args;
  const metadata = metadataOf(NAME, args.namespace ?? MONITORING, "backup");
  const { certificateAuthority } = database;
  const authorities =
    certificateAuthority === undefined
      ? []
      : [configMap(metadata, "database-authority", { [AUTHORITY_FILE]: certificateAuthority })];
  const secret = secretOf(metadata, { [PASSWORD]: given("grafanaDatabasePassword") });
  const mounted = [
    secretFolder(secret),
    scratch("sign-in", SIGN_IN_FOLDER, { sizeLimit: "1Mi", medium: "Memory" }),
    ...authorities.map((map) =>
      configFolder(
        AUTHORITY_FOLDER,
        [{ folder: "", configMap: map }],
        undefined,
        "database-authority",
      ),
    ),
  ];
  const copies = database.sslMode.startsWith("verify-") && authorities.length === 0;
  const authority = copies
    ? `${WORK_FOLDER}/${AUTHORITY_FILE}`
    : `${AUTHORITY_FOLDER}/${AUTHORITY_FILE}`;
  return backupJob({
    type: "BackupGrafana",
    metadata,
    what: "grafana",
    file: FILE,
    configMaps: authorities,
    mounted,
    secrets: secret.sources,
    egress: egressTo([{ host: database.host, port: database.port }]),
    size: SIZE,
    times: args.times,
    image: images.rclone,
    bucket: args.bucket,
    proxy: args.proxy,
    cluster: args.cluster,
    dump: (work) => [
      ...(copies
        ? [
            step({
              name: "authorities",
              image: images.rclone,
              command: ["cp", EVERYBODYS_AUTHORITIES, authority],
              mounted: [work],
            }),
          ]
        : []),
      step({
        name: DUMP,
        image: images.postgres,
        command: shell(DUMP_SCRIPT),
        env: {
          PGSERVICEFILE: `${SIGN_IN_FOLDER}/service.conf`,
          PGSERVICE: SERVICE,
          PGHOST: database.host,
          PGPORT: String(database.port),
          PGUSER: database.user,
          PGDATABASE: database.name,
          PGSSLMODE: database.sslMode,
          ...((copies || authorities.length > 0) && { PGSSLROOTCERT: authority }),
          PGCONNECT_TIMEOUT: "10",
          PGAPPNAME: NAME,
        },
        mounted: [work, ...mounted],
        disk: SIZE,
      }),
    ],
  });
}
