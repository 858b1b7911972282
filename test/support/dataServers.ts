import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Client } from "pg";

import { ensureDebianTree } from "../../lab/builder/debian";
import { Contained } from "./contained";

/** A real server, in namespaces of its own, reached through a unix socket alone. */
export interface DataServer {
  /** Folder (PostgreSQL) or path (Redis) of the socket. */
  readonly host: string;
  start(): Promise<void>;
  /** Stops it as an operator would; its data stays. */
  stop(): Promise<void>;
  /** Lets it hang: connections open and nobody answers. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
}

export interface DataServers {
  readonly postgres: DataServer;
  readonly redis: DataServer;
  /** The user whom the service is in both, and who owns the database of the same name. */
  readonly user: string;
  readonly redisUser: string;
  readonly passwordFile: string;
  readonly jwtSecretFile: string;
  /** A superuser's connection, to look behind the service's back. */
  superuser(): Promise<Client>;
  /** Makes a fresh database that the service's user owns. */
  createDatabase(name: string): Promise<void>;
  close(): Promise<void>;
}

const NAME = "autodealgenie";
const REDIS_USER = "backend";
/** Who may see how Redis fares, and no key in it. */
export const REDIS_OBSERVER = "exporter";
const PASSWORD = "only-for-tests";
const POSTGRES_SOCKET = ".s.PGSQL.5432";
const REDIS_SOCKET = "redis.sock";

/**
 * Starts PostgreSQL and Redis out of the unpacked Debian packages. They end with this process,
 * however that ends. As in the cluster, the service's user owns its database and no more, and Redis
 * lets it use its own keys only.
 * @param postgresAt the address at which PostgreSQL is to be asked, too; none for its socket alone
 */
export async function startDataServers({ postgresAt = "" } = {}): Promise<DataServers> {
  if (process.getuid?.() !== 0) {
    throw new Error("PostgreSQL and Redis need namespaces of their own; run the tests as root.");
  }
  const tree = await ensureDebianTree();
  const folder = await mkdtemp(join(tmpdir(), "adg-data-"));
  await chmod(folder, 0o755);
  const passwordFile = join(folder, "password");
  await writeFile(passwordFile, PASSWORD);
  const jwtSecretFile = join(folder, "jwt-secret");
  await writeFile(jwtSecretFile, `${randomBytes(32).toString("hex")}\n`);
  const [postgresData, redisData] = [join(folder, "postgres"), join(folder, "redis")];
  const postgres = new Contained({
    tree,
    data: postgresData,
    command: postgresAs(postgresAt),
    stale: join(postgresData, POSTGRES_SOCKET),
    isUp: () => postgresIsUp(postgresData),
  });
  const redis = new Contained({
    tree,
    data: redisData,
    command: REDIS,
    stale: join(redisData, REDIS_SOCKET),
    isUp: () => canConnect(join(redisData, REDIS_SOCKET)),
  });
  const superuser = async () => {
    const client = new Client({
      host: postgres.data,
      user: "postgres",
      password: PASSWORD,
      database: NAME,
    });
    await client.connect();
    return client;
  };
  const createDatabase = async (name: string) => {
    const client = new Client({ host: postgres.data, user: "postgres", password: PASSWORD });
    await client.connect();
    await client.query(`CREATE DATABASE ${name} OWNER ${NAME}`);
    await client.end();
  };
  const close = async () => {
    await Promise.all([postgres.stop(), redis.stop()]);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await Promise.all([postgres.start(), redis.start()]);
    await createRole(postgres.data);
    await createDatabase(NAME);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    postgres: as(postgres, postgres.data),
    redis: as(redis, join(redis.data, REDIS_SOCKET)),
    user: NAME,
    redisUser: REDIS_USER,
    passwordFile,
    jwtSecretFile,
    superuser,
    createDatabase,
    close,
  };
}

/** Starts its PostgreSQL anew with what counts statements loaded, as the stack's own has it. */
export async function withStatements(servers: DataServers): Promise<void> {
  const client = await servers.superuser();
  await client.query("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'");
  await client.end();
  await servers.postgres.stop();
  await servers.postgres.start();
}

async function createRole(host: string): Promise<void> {
  const client = new Client({ host, user: "postgres", password: PASSWORD });
  await client.connect();
  await client.query(`CREATE ROLE ${NAME} LOGIN PASSWORD '${PASSWORD}'`);
  await client.end();
}

const postgresAs = (address: string) => `
  bin=/usr/lib/postgresql/15/bin
  umask 077
  if [ ! -d /data/db ]; then
    echo '${PASSWORD}' > /data/superuser
    $bin/initdb --no-sync --locale=C.UTF-8 --auth=scram-sha-256 --username=postgres \\
      --pwfile=/data/superuser /data/db
  fi
  rm -f /data/db/postmaster.pid
  exec $bin/postgres -D /data/db -c listen_addresses=${address} -c unix_socket_directories=/data -c fsync=off`;

const REDIS = `
  echo 'user default off' > /data/users.acl
  echo 'user ${REDIS_USER} on >${PASSWORD} ~${NAME}:* +@read +@write +@connection +@scripting -@dangerous' \\
    >> /data/users.acl
  echo 'user ${REDIS_OBSERVER} on >${PASSWORD} +ping +info +client|setname' >> /data/users.acl
  exec redis-server --port 0 --unixsocket /data/redis.sock --unixsocketperm 777 --save '' \\
    --dir /data --aclfile /data/users.acl`;

/** PostgreSQL takes connections before it answers; its pid file's last line says when it does. */
async function postgresIsUp(data: string): Promise<boolean> {
  if (!(await canConnect(join(data, POSTGRES_SOCKET)))) return false;
  const pidFile = await readFile(join(data, "db/postmaster.pid"), "utf8").catch(() => "");
  return pidFile.split("\n")[7]?.trim() === "ready";
}

const as = (server: Contained, host: string): DataServer => ({
  host,
  start: () => server.start(),
  stop: () => server.stop(),
  freeze: () => server.signal("STOP"),
  thaw: () => server.signal("CONT"),
});

const canConnect = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path)
      .on("connect", () => resolve(true))
      .on("error", () => resolve(false))
      .on("connect", () => socket.destroy());
  });
