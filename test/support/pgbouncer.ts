import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Client } from "pg";

import { LEFT_OUT } from "../../lab/builder/debian";
import { hashOf } from "../../lab/builder/hash";
import { unpackPackages } from "../../lab/builder/packages";
import { build } from "../../lab/builder/progress";
import { outputOf, type Stage } from "../../lab/builder/stage";
import { poll } from "../../tools/polling";
import { freePort } from "./freePort";

const tree: Stage = {
  name: "pgbouncer",
  needs: [],
  inputs: () => hashOf("pgbouncer", LEFT_OUT.source),
  expectedSeconds: 15,
  make: (workplace) => unpackPackages(["pgbouncer"], LEFT_OUT, workplace),
};

/** A real PgBouncer in transaction pooling mode. */
export interface PgBouncer {
  readonly port: number;
  /** Makes it reconnect to the server, as it does by itself once an hour. */
  reconnect(): Promise<void>;
  close(): Promise<void>;
}

interface PgBouncerArgs {
  /** The folder of the server's socket. */
  readonly server: string;
  /** Passwords, by role. */
  readonly passwords: Readonly<Record<string, string>>;
  /** The number of connections to the server for each role. */
  readonly poolSize: number;
}

const ADMIN = "autodealgenie";

/** Starts a PgBouncer in front of a server. */
export async function startPgBouncer(args: PgBouncerArgs): Promise<PgBouncer> {
  await build([tree]);
  const folder = mkdtempSync(join(tmpdir(), "pgbouncer-"));
  chmodSync(folder, 0o755);
  const port = await freePort();
  const lines = Object.entries(args.passwords).map(([role, password]) => `"${role}" "${password}"`);
  writeFileSync(join(folder, "users.txt"), `${lines.join("\n")}\n`);
  writeFileSync(
    join(folder, "pgbouncer.ini"),
    [
      "[databases]",
      `* = host=${args.server} port=5432`,
      "[pgbouncer]",
      "listen_addr = 127.0.0.1",
      `listen_port = ${port}`,
      "unix_socket_dir =",
      "auth_type = scram-sha-256",
      `auth_file = ${join(folder, "users.txt")}`,
      "pool_mode = transaction",
      `default_pool_size = ${args.poolSize}`,
      `admin_users = ${ADMIN}`,
      "",
    ].join("\n"),
  );
  const root = outputOf(tree);
  const libraries = ["usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu"]
    .map((path) => join(root, path))
    .join(":");
  const child = spawn(
    join(root, "usr/sbin/pgbouncer"),
    // It refuses to run as root.
    ["--user=nobody", join(folder, "pgbouncer.ini")],
    { env: { LD_LIBRARY_PATH: libraries }, stdio: ["ignore", "pipe", "pipe"] },
  );
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text: Buffer) => (said = (said + text.toString()).slice(-4000)));
  }
  const admin = async (command: string) => {
    const client = new Client({
      host: "127.0.0.1",
      port,
      user: ADMIN,
      password: args.passwords[ADMIN],
      database: "pgbouncer",
    });
    await client.connect();
    try {
      await client.query(command);
    } finally {
      await client.end();
    }
  };
  const close = async () => {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    rmSync(folder, { recursive: true, force: true });
  };
  const up = () =>
    admin("SHOW VERSION").then(
      () => true,
      () => false,
    );
  if (!(await poll(up, { seconds: 20, everyMs: 50 }))) {
    await close();
    throw new Error(`PgBouncer did not start; it said:\n${said}`);
  }
  return { port, reconnect: () => admin("RECONNECT"), close };
}
