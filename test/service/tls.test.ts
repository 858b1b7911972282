import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TLSSocket } from "node:tls";

import { startDataServers, type DataServers } from "../support/dataServers";
import { Authority } from "../support/pki";
import { environmentFor, statusOf, until } from "./harness";

const ROOT = join(__dirname, "../..");
const BUILT = join(ROOT, "out", `service-by-tls-${process.pid}`);

let servers: DataServers;
let folder: string;
let authority: Authority;
const processes: ChildProcess[] = [];
const listening: Server[] = [];

beforeAll(async () => {
  const tsc = require.resolve("typescript/bin/tsc");
  // Types are checked separately.
  const build = [tsc, "--project", "service", "--outDir", BUILT, "--noCheck"];
  execFileSync(process.execPath, build, { cwd: ROOT });
  servers = await startDataServers();
  folder = mkdtempSync(join(tmpdir(), "service-tls-"));
  authority = new Authority(join(folder, "authority"));
  authority.sign("localhost", ["localhost"]);
  authority.sign("elsewhere", ["elsewhere.example"]);
}, 120_000);

afterAll(async () => {
  for (const it of processes) it.kill("SIGKILL");
  for (const it of listening) it.close();
  await servers.close();
  rmSync(folder, { recursive: true, force: true });
  rmSync(BUILT, { recursive: true, force: true });
});

/** Accepts TLS connections with a certificate for a name, and forwards them unencrypted to a socket. */
async function encrypted(to: string, name: string, begin: (socket: Socket) => Promise<void>) {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    void begin(socket).then(() => {
      const clear = connect(to);
      const secure = new TLSSocket(socket, {
        isServer: true,
        cert: readFileSync(join(authority.folder, `${name}.crt`)),
        key: readFileSync(join(authority.folder, `${name}.key`)),
      });
      for (const each of [secure, clear])
        each.on("error", () => [secure, clear].map((it) => it.destroy()));
      secure.pipe(clear).pipe(secure);
    });
  }).listen(0, "127.0.0.1");
  listening.push(server);
  await new Promise((resolve) => server.once("listening", resolve));
  return String((server.address() as AddressInfo).port);
}

/** PostgreSQL's clients first ask without encryption whether TLS is supported. */
const asked = (socket: Socket) =>
  new Promise<void>((resolve) =>
    socket.once("data", () => {
      socket.write("S", () => resolve());
    }),
  );

async function start(name: string, more: Readonly<Record<string, string>>) {
  const environment = {
    ...environmentFor(servers),
    DATABASE_HOST: "localhost",
    DATABASE_PORT: await encrypted(join(servers.postgres.host, ".s.PGSQL.5432"), name, asked),
    PGSSLMODE: "verify-full",
    REDIS_HOST: "localhost",
    REDIS_PORT: await encrypted(servers.redis.host, name, () => Promise.resolve()),
    REDIS_TLS: "true",
    ...more,
  };
  const child = spawn(process.execPath, [join(BUILT, "main.js")], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  processes.push(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text: Buffer) => (said += text.toString()));
  }
  const port = () => /"port":(\d+)/.exec(said)?.[1];
  await until("listening", () => Promise.resolve(port() !== undefined));
  return { said: () => said, ready: () => statusOf(`http://127.0.0.1:${port()!}/ready`) };
}

it("connects to PostgreSQL and Redis over TLS if it trusts their authority", async () => {
  const trusting = { NODE_EXTRA_CA_CERTS: join(authority.folder, "ca.crt") };
  const running = await start("localhost", trusting);
  await until("ready", async () => (await running.ready()) === 200);
});

it.each([
  ["a certificate from an untrusted authority", "localhost", false, /self-signed|unable to verify/],
  ["a certificate for another host", "elsewhere", true, /does not match certificate|altnames/],
])("refuses to connect to servers that present %s", async (_, name, told, why) => {
  const running = await start(
    name,
    told ? { NODE_EXTRA_CA_CERTS: join(authority.folder, "ca.crt") } : {},
  );
  await until(
    "it says why of both",
    () => {
      const lines = running
        .said()
        .split("\n")
        .filter((line) => why.test(line));
      return Promise.resolve(lines.length >= 2);
    },
    20,
  );
  expect(await running.ready()).toBe(503);
});
