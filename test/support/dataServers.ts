import { spawn, type ChildProcessByStdio } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

import { Client } from "pg";

import { ensureDebianTree } from "../../lab/builder/debian";
import { poll } from "../../tools/polling";

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
const START_SECONDS = 50;

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
  const postgres = new Contained(
    tree,
    join(folder, "postgres"),
    ".s.PGSQL.5432",
    postgresAs(postgresAt),
  );
  const redis = new Contained(tree, join(folder, "redis"), "redis.sock", REDIS);
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
    postgres: postgres.as(postgres.data),
    redis: redis.as(join(redis.data, "redis.sock")),
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

// The first process of the namespaces, as root, with the server (as another user, which both of them
// insist on) under it. It lives as long as its standard input is open, which is as long as the test
// process lives, and takes the names of signals from there; nobody else being left, it clears up.
const CONTAINER = `
  set -e
  tree=$1 data=$2 uid=$3 server=$4 root=$2.root
  mkdir -p $root && mount -t tmpfs tmpfs $root
  mkdir $root/upper $root/work $root/all
  mount -t overlay overlay -o lowerdir=$tree,upperdir=$root/upper,workdir=$root/work $root/all
  cd $root/all && mkdir -p dev data tmp
  chmod 1777 tmp
  mount --rbind /dev dev && mount --bind $data data
  chroot --userspec=$uid:$uid . /bin/sh -ec "$server" </dev/null &
  set +e
  while read -r signal; do
    case $signal in
      INT) kill -INT $!; wait $!; exit ;;
      *) kill -$signal -1; echo "$signal was sent" ;;
    esac
  done
  kill -KILL -1
  wait $!
  cd / && umount --recursive --lazy $root
  rm -rf "$(dirname $data)"`;

const UID = 999;

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** A server that runs in a copy-on-write view of the tree, with one folder of its own. */
class Contained {
  #child: Child | undefined;
  #said = "";

  constructor(
    private readonly tree: string,
    readonly data: string,
    private readonly socket: string,
    private readonly command: string,
  ) {}

  as(host: string): DataServer {
    return {
      host,
      start: () => this.start(),
      stop: () => this.stop(),
      freeze: () => this.signal("STOP"),
      thaw: () => this.signal("CONT"),
    };
  }

  async start(): Promise<void> {
    if (this.#child !== undefined) return;
    await mkdir(this.data, { recursive: true });
    await chmod(this.data, 0o777);
    await rm(join(this.data, this.socket), { force: true });
    const child = spawn(
      "unshare",
      ["--mount", "--pid", "--fork", "--kill-child", "--propagation", "private"].concat(
        ["sh", "-c", CONTAINER, "sh"],
        [this.tree, this.data, String(UID), this.command],
      ),
      { stdio: ["pipe", "pipe", "pipe"], env: { PATH: process.env.PATH, LC_ALL: "C.UTF-8" } },
    );
    this.#child = child;
    this.#said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on(
        "data",
        (text: Buffer) => (this.#said = (this.#said + text.toString()).slice(-4000)),
      );
    }
    await this.#answers();
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    const exited = child.exitCode === null ? once(child, "exit") : Promise.resolve();
    child.stdin.end("CONT\nINT\n");
    await exited;
  }

  /** To every process of the server. */
  /** Returns once the signal has been sent, not when it has been asked for: until then the server answers. */
  async signal(name: "STOP" | "CONT"): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    await new Promise<void>((resolve) => {
      const listen = (text: Buffer): void => {
        if (!text.toString().includes(`${name} was sent`)) return;
        child.stdout.off("data", listen);
        resolve();
      };
      child.stdout.on("data", listen);
      child.once("exit", () => resolve());
      child.stdin.write(`${name}\n`);
    });
  }

  /** Waits until it takes connections; that PostgreSQL lets one in is seen by the first query. */
  async #answers(): Promise<void> {
    const gone = () => this.#child?.exitCode != null;
    const there = await poll(
      async () => {
        if ((await canConnect(join(this.data, this.socket))) && (await this.#isUp())) return "up";
        return gone() && "gone";
      },
      { seconds: START_SECONDS, everyMs: 20 },
    );
    if (there === "up") return;
    throw new Error(`the server for ${this.data} did not start; it said:\n${this.#said}`);
  }

  /** PostgreSQL takes connections before it answers; its pid file's last line says when it does. */
  async #isUp(): Promise<boolean> {
    if (this.socket === "redis.sock") return true;
    const pidFile = await readFile(join(this.data, "db/postmaster.pid"), "utf8").catch(() => "");
    return pidFile.split("\n")[7]?.trim() === "ready";
  }
}

const canConnect = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path)
      .on("connect", () => resolve(true))
      .on("error", () => resolve(false))
      .on("connect", () => socket.destroy());
  });
