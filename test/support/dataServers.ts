import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Client } from "pg";

import { ensureDebianTree } from "../../lab/builder/debian";
import { canConnect } from "./canConnect";
import { Contained } from "./contained";

/** A real server in its own namespaces, reachable only through a Unix socket. */
export interface DataServer {
  /** The folder (PostgreSQL) or the path (Redis) of the socket. */
  readonly host: string;
  start(): Promise<void>;
  /** Stops it as an operator would; its data is kept. */
  stop(): Promise<void>;
  /** Makes it hang: connections stay open and get no answers. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
}

export interface DataServers {
  readonly postgres: DataServer;
  readonly redis: DataServer;
  /** The service's user in both servers, which owns the database of the same name. */
  readonly user: string;
  readonly redisUser: string;
  readonly passwordFile: string;
  readonly jwtSecretFile: string;
  /**
   * A superuser's connection, to look at the data independently of the service.
   * @param database by default the service's
   */
  superuser(database?: string): Promise<Client>;
  /** Creates an empty database that the service's user owns. */
  createDatabase(name: string): Promise<void>;
  close(): Promise<void>;
}

const NAME = "autodealgenie";
const REDIS_USER = "backend";
/** The user that may read Redis's statistics, but no keys. */
export const REDIS_OBSERVER = "exporter";
const PASSWORD = "only-for-tests";
const POSTGRES_SOCKET = ".s.PGSQL.5432";
const REDIS_SOCKET = "redis.sock";

/**
 * Starts PostgreSQL and Redis from the unpacked Debian packages. They exit together with this process, however it ends.
 * As in the cluster, the service's user owns only its database, and may use only its own keys in Redis.
 * @param postgresAt an address on which PostgreSQL also listens; by default only on its socket
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
  const superuser = async (database = NAME) => {
    const client = new Client({
      host: postgres.data,
      user: "postgres",
      password: PASSWORD,
      database,
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

/** Restarts PostgreSQL with the library that counts statements, as in the stack. */
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

/** PostgreSQL accepts connections before it answers queries. The last line of its pid file says when it is ready. */
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
