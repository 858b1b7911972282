import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";

import { MIGRATIONS } from "../../service/db/migrations";
import { startDataServers, type DataServers } from "../support/dataServers";
import { environmentFor, statusOf, until } from "./harness";

const ROOT = join(__dirname, "../..");
const DATABASE = "process";

let servers: DataServers;
const processes: ChildProcess[] = [];

beforeAll(async () => {
  servers = await startDataServers();
  await servers.createDatabase(DATABASE);
}, 60_000);

afterAll(async () => {
  for (const it of processes) it.kill("SIGKILL");
  await servers.close();
});

/** The service's own main, in a process of its own. */
function start(environment: Readonly<Record<string, string>>) {
  const child = spawn(
    process.execPath,
    ["--require", "ts-node/register/transpile-only", "service/main.ts"],
    {
      cwd: ROOT,
      env: { PATH: process.env.PATH, TS_NODE_PROJECT: join(ROOT, "tsconfig.json"), ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  processes.push(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text: Buffer) => (said += text.toString()));
  }
  const exited = once(child, "exit").then(([code]) => code as number | null);
  return { child, exited, said: () => said };
}

async function listening(running: ReturnType<typeof start>): Promise<string> {
  const port = () => /"port":(\d+)/.exec(running.said())?.[1];
  await until("listening", () => Promise.resolve(port() !== undefined), 20);
  return `http://127.0.0.1:${port()!}`;
}

const ready = (url: string) =>
  until("ready", async () => (await statusOf(`${url}/ready`)) === 200, 20);

it("names every fault of its environment at once, and does not start", async () => {
  const running = start({
    ...environmentFor(servers),
    PORT: "http",
    ENVIRONMENT: "staging",
    DATABASE_HOST: "",
    DATABASE_PASSWORD_FILE: "/nowhere/password",
    JWT_SECRET_FILE: servers.passwordFile,
    COOKIE_SECURE: "perhaps",
  });
  expect(await running.exited).toBe(1);
  const faults = running.said().split("\n").slice(1, -1);
  expect(faults.map((line) => line.trim().split(":")[0])).toEqual([
    "PORT",
    "ENVIRONMENT",
    "DATABASE_HOST",
    "DATABASE_PASSWORD_FILE",
    "JWT_SECRET_FILE",
    "COOKIE_SECURE",
  ]);
  expect(running.said()).toContain("holds 14 characters, at least 32 are needed");
  expect(running.said()).not.toContain("only-for-tests");
}, 20_000);

it("migrates once where two start together, and again not at all", async () => {
  const environment = { ...environmentFor(servers, DATABASE), SHUTDOWN_DELAY_SECONDS: "0" };
  const versions = (text: string) => /"versions":\[(.*?)\]/.exec(text)?.[1];
  const both = [start(environment), start(environment)];
  await Promise.all(both.map(async (it) => ready(await listening(it))));
  const all = MIGRATIONS.map(({ version }) => version).join(",");
  expect(both.map((it) => versions(it.said())).sort()).toEqual(["", all]);
  for (const { child } of both) child.kill("SIGTERM");
  expect(await Promise.all(both.map(({ exited }) => exited))).toEqual([0, 0]);
}, 40_000);

it("drains on SIGTERM: unready first, no answer cut off, no connection kept, exit 0", async () => {
  const running = start({ ...environmentFor(servers), SHUTDOWN_DELAY_SECONDS: "1" });
  const url = await listening(running);
  await ready(url);
  const body = JSON.stringify({ email: "nobody@example.com", password: "x" });
  const slow = connect(Number(new URL(url).port), "127.0.0.1");
  let answer = "";
  slow.on("data", (text: Buffer) => (answer += text.toString()));
  slow.write(
    "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" +
      `Content-Length: ${body.length}\r\n\r\n${body.slice(0, 5)}`,
  );
  await until("it is under way", async () =>
    (await (await fetch(`${url}/metrics`)).text()).includes("\nhttp_requests_in_flight 1\n"),
  );

  const began = Date.now();
  running.child.kill("SIGTERM");
  await until("unready", async () => (await statusOf(`${url}/ready`)) === 503);
  const response = await fetch(`${url}/health`);
  expect([response.status, response.headers.get("Connection")]).toEqual([200, "close"]);
  await until("it takes no more", () =>
    fetch(`${url}/health`).then(
      () => false,
      () => true,
    ),
  );
  slow.write(body.slice(5));
  await once(slow, "close");
  expect(answer).toMatch(/^HTTP\/1\.1 401 .*\{.*"status":401/s);
  expect(await running.exited).toBe(0);
  expect(Date.now() - began).toBeLessThan(10_000);
  expect(running.said()).toContain('"msg":"stopped"');
}, 30_000);

it("does not wait for ever for a request that never ends", async () => {
  const running = start(environmentFor(servers));
  const url = await listening(running);
  await ready(url);
  const stuck = connect(Number(new URL(url).port), "127.0.0.1");
  stuck.on("error", () => undefined);
  stuck.write("POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n");
  stuck.write("Content-Length: 100\r\n\r\n{");
  await until("it is under way", async () =>
    (await (await fetch(`${url}/metrics`)).text()).includes("\nhttp_requests_in_flight 1\n"),
  );
  running.child.kill("SIGTERM");
  expect(await running.exited).toBe(0);
}, 30_000);
