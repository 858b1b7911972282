import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { MongoClient } from "mongodb";

import { MONGODB_USERS } from "../../infra/settings/mongodbUsers";
import { toolPath } from "../../lab/builder/tools";
import { poll } from "../../tools/polling";
import { freePort } from "./freePort";

/**
 * A server that speaks MongoDB's protocol: FerretDB on SQLite, as in the local cluster, because MongoDB's own server is
 * not available. It has no TTL indexes, roles or replica sets, and some of its errors differ.
 */
export interface MongoServer {
  /** The variables with which the service connects and signs in. */
  readonly environment: Readonly<Record<string, string>>;
  readonly port: number;
  /** The user of the service, and the password of every user. */
  readonly asBackend: { readonly username: string; readonly password: string };
  readonly password: string;
  /** A client with all permissions, to look at the data independently of the service. */
  readonly admin: MongoClient;
  start(): Promise<void>;
  /** Kills it with SIGKILL; its data is kept. */
  kill(): Promise<void>;
  /** Makes it hang: connections stay open and get no answers. */
  freeze(): void;
  thaw(): void;
  close(): Promise<void>;
}

const USER = "backend";
const ROOT = "root";
const DATABASE = "autodealgenie";
/** With characters that a connection string, or a shell, would read otherwise. */
const PASSWORD = "only for $tests: %2F@/?#'\"";
const START_SECONDS = 30;

/** Starts a server, which exits together with this process, however it ends. */
export async function startMongoServer(): Promise<MongoServer> {
  const folder = mkdtempSync(join(tmpdir(), "adg-mongodb-"));
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, PASSWORD);
  const users = join(folder, "users.json");
  writeFileSync(
    users,
    JSON.stringify([USER, MONGODB_USERS.exporter].map((user) => ({ user, passwordFile }))),
  );
  const data = join(folder, "data");
  mkdirSync(data);
  const port = await freePort();
  const admin = new MongoClient(`mongodb://127.0.0.1:${port}`, {
    auth: { username: ROOT, password: PASSWORD },
    serverSelectionTimeoutMS: 1000,
  });
  let child: ChildProcess | undefined;
  let said = "";
  const kill = async () => {
    const killed = child;
    child = undefined;
    if (killed === undefined || killed.exitCode !== null) return;
    killed.kill("SIGKILL");
    await once(killed, "exit");
  };
  const start = async () => {
    if (child !== undefined) return;
    child = spawn(
      "setpriv",
      [
        "--pdeathsig=KILL",
        toolPath("mongod"),
        ...[`--port=${port}`, "--bind_ip=127.0.0.1", `--dbpath=${data}`, `--users=${users}`],
      ],
      {
        stdio: ["ignore", "pipe", "pipe"],
        env: { MONGO_INITDB_ROOT_USERNAME: ROOT, MONGO_INITDB_ROOT_PASSWORD_FILE: passwordFile },
      },
    );
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (text: Buffer) => (said = (said + text.toString()).slice(-4000)));
    }
    if (await poll(signsIn, { seconds: START_SECONDS, everyMs: 50 })) return;
    throw new Error(`FerretDB did not start; it said:\n${said}`);
  };
  /** Signs in like the service, once its user exists. */
  const signsIn = async () => {
    const client = new MongoClient(`mongodb://127.0.0.1:${port}`, {
      auth: { username: USER, password: PASSWORD },
      serverSelectionTimeoutMS: 1000,
    });
    try {
      await client.db(DATABASE).command({ ping: 1 });
      return true;
    } catch {
      return false;
    } finally {
      await client.close();
    }
  };
  const close = async () => {
    await admin.close();
    await kill();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await start();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    environment: {
      MONGODB_URI: `mongodb://127.0.0.1:${port}/${DATABASE}`,
      MONGODB_USER: USER,
      MONGODB_PASSWORD_FILE: passwordFile,
    },
    port,
    asBackend: { username: USER, password: PASSWORD },
    password: PASSWORD,
    admin,
    start,
    kill,
    freeze: () => {
      child?.kill("SIGSTOP");
    },
    thaw: () => {
      child?.kill("SIGCONT");
    },
    close,
  };
}
