import { POSTGRES_PORT } from "../../service/defaults";
import { mebibytesOf, type Quantity } from "../settings/quantity";
import { secretFile } from "../objects/names";
import { APP_ROLE, DATABASE, EXPORTER_ROLE, MAX_CONNECTIONS } from "../settings/postgresRoles";

export const POSTGRES_BIN = "/usr/lib/postgresql/15/bin";

/** The directories of the ConfigMap and of the socket. */
export const POSTGRES_FOLDER = "/etc/postgresql";
export const SOCKET_FOLDER = "/var/run/postgresql";
/**
 * The volume's directory. The database cluster is one level below, because the top of a volume may contain lost+found.
 */
export const POSTGRES_DATA = "/var/lib/postgresql/data";

const CLUSTER = `${POSTGRES_DATA}/pgdata`;

/** The files of the ConfigMap, by name. @param memory the container's limit */
export function postgresFiles(memory: Quantity): Readonly<Record<string, string>> {
  return {
    "postgresql.conf": postgresConf(memory),
    "pg_hba.conf": PG_HBA,
    "roles.sql": ROLES_SQL,
    "start.sh": START,
  };
}

function postgresConf(memory: Quantity): string {
  const settings: Readonly<Record<string, string | number>> = {
    hba_file: `${POSTGRES_FOLDER}/pg_hba.conf`,
    listen_addresses: "*",
    unix_socket_directories: SOCKET_FOLDER,
    max_connections: MAX_CONNECTIONS,
    // A quarter of the memory, as PostgreSQL's documentation recommends.
    shared_buffers: `${Math.floor(mebibytesOf(memory) / 4)}MB`,
    password_encryption: "scram-sha-256",
    shared_preload_libraries: "pg_stat_statements",
    // If there are more different statements, the least used are dropped. The exporter exposes 100 at a time.
    "pg_stat_statements.max": 1000,
    // Otherwise the text of ALTER ROLE … PASSWORD would be visible to everybody who may read statistics.
    "pg_stat_statements.track_utility": "off",
    log_timezone: "GMT",
    timezone: "GMT",
  };
  return Object.entries(settings)
    .map(([key, value]) => `${key} = '${value}'\n`)
    .join("");
}

/** The superuser can only connect through the socket, which exists in this container only: it needs no password. */
const PG_HBA = `# type  database      role            address  method
local   all           all                      trust
host    ${DATABASE} ${APP_ROLE}   all      scram-sha-256
host    ${DATABASE} ${EXPORTER_ROLE}        all      scram-sha-256
`;

/** Brings roles and the database up to date on every start: a changed password file takes effect with a restart. */
const ROLES_SQL = `\\set ON_ERROR_STOP on
SET client_min_messages = warning;
\\set app_password \`cat ${secretFile("app-password")}\`
\\set exporter_password \`cat ${secretFile("exporter-password")}\`
SELECT 'CREATE ROLE ${APP_ROLE}' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${APP_ROLE}') \\gexec
SELECT 'CREATE ROLE ${EXPORTER_ROLE}' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${EXPORTER_ROLE}') \\gexec
ALTER ROLE ${APP_ROLE} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'app_password';
ALTER ROLE ${EXPORTER_ROLE} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'exporter_password';
GRANT pg_monitor TO ${EXPORTER_ROLE};
SELECT 'CREATE DATABASE ${DATABASE} OWNER ${APP_ROLE}' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '${DATABASE}') \\gexec
REVOKE ALL ON DATABASE ${DATABASE} FROM PUBLIC;
GRANT CONNECT ON DATABASE ${DATABASE} TO ${EXPORTER_ROLE};
\\connect ${DATABASE}
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
`;

/**
 * Uses only a POSIX shell, coreutils and PostgreSQL's own programs, and can be killed at any point: half-done steps are
 * done again.
 */
const START = `#!/bin/sh
set -eu
umask 077
cluster=${CLUSTER}
config=${POSTGRES_FOLDER}/postgresql.conf

if [ ! -e "$cluster/PG_VERSION" ]; then
  # Elsewhere first, for only a rename is all or nothing.
  rm -rf "$cluster.new"
  ${POSTGRES_BIN}/initdb --pgdata="$cluster.new" --username=postgres --encoding=UTF8 --locale=C \\
    --data-checksums --auth-local=trust --auth-host=reject
  mv "$cluster.new" "$cluster"
fi

# Left by a server that was killed. Its process number means nothing here: this container is the only one
# that has the volume, and nothing else runs in it yet.
rm -f "$cluster/postmaster.pid" ${SOCKET_FOLDER}/.s.PGSQL.${POSTGRES_PORT} ${SOCKET_FOLDER}/.s.PGSQL.${POSTGRES_PORT}.lock

# Behind the socket alone, and without writing statements down: passwords are among them.
${POSTGRES_BIN}/pg_ctl start --pgdata="$cluster" --wait --timeout=600 --options="-c config_file=$config \\
  -c listen_addresses='' -c pg_stat_statements.track=none -c log_min_error_statement=panic"
${POSTGRES_BIN}/psql --no-psqlrc --quiet --host=${SOCKET_FOLDER} --username=postgres --dbname=postgres \\
  --file=${POSTGRES_FOLDER}/roles.sql
${POSTGRES_BIN}/pg_ctl stop --pgdata="$cluster" --mode=fast --wait

exec ${POSTGRES_BIN}/postgres -D "$cluster" -c "config_file=$config"
`;
