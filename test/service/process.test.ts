import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";

import { MIGRATIONS } from "../../service/db/migrations";
import { startDataServers, type DataServers } from "../support/dataServers";
import { livedTime } from "../support/livedTime";
import { environmentFor, statusOf, until } from "./harness";

const ROOT = join(__dirname, "../..");
const BUILT = join(ROOT, "out", `service-under-test-${process.pid}`);
const DATABASE = "process";

let servers: DataServers;
const processes: ChildProcess[] = [];

beforeAll(async () => {
  const tsc = require.resolve("typescript/bin/tsc");
  // Types are checked separately.
  const build = [tsc, "--project", "service", "--outDir", BUILT, "--noCheck"];
  execFileSync(process.execPath, build, { cwd: ROOT });
  servers = await startDataServers();
  await servers.createDatabase(DATABASE);
});

afterAll(async () => {
  for (const it of processes) it.kill("SIGKILL");
  await servers.close();
  rmSync(BUILT, { recursive: true, force: true });
});

/** A program of the image as it is shipped, in a separate process. */
function start(environment: Readonly<Record<string, string>>, program = "main") {
  const child = spawn(process.execPath, [join(BUILT, `${program}.js`)], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
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
  await until("listening", () => Promise.resolve(port() !== undefined));
  return `http://127.0.0.1:${port()!}`;
}

const ready = (url: string) => until("ready", async () => (await statusOf(`${url}/ready`)) === 200);

it("reports all invalid settings at once and does not start", async () => {
  const running = start({
    ...environmentFor(servers),
    PORT: "http",
    ENVIRONMENT: "a".repeat(41),
    DATABASE_HOST: "",
    DATABASE_PASSWORD_FILE: "/nowhere/password",
    JWT_SECRET_FILE: servers.passwordFile,
    COOKIE_SECURE: "perhaps",
    LLM_BASE_URL: "ftp://model",
    LLM_MODEL: "model",
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
    "LLM_BASE_URL",
    "LLM_BASE_URL, LLM_MODEL, LLM_API_KEY_FILE",
  ]);
  expect(running.said()).toContain("holds 14 characters, at least 32 are needed");
  expect(running.said()).not.toContain("only-for-tests");
});

it.each([
  ["main", "backend"],
  ["worker", "worker"],
])("every line logged by %s names the service %s", async (program, name) => {
  const running = start({ ...environmentFor(servers), KAFKA_BROKERS: "127.0.0.1:1" }, program);
  await listening(running);
  running.child.kill("SIGTERM");
  expect(await running.exited).toBe(0);
  const lines = running.said().trim().split("\n");
  const services = lines.map((line) => (JSON.parse(line) as { service: string }).service);
  expect(new Set(services)).toEqual(new Set([name]));
});

it("runs the migrations only once if two processes start together", async () => {
  const environment = { ...environmentFor(servers, DATABASE), SHUTDOWN_DELAY_SECONDS: "0" };
  const versions = (text: string) => /"versions":\[(.*?)\]/.exec(text)?.[1];
  const both = [start(environment), start(environment)];
  await Promise.all(both.map(async (it) => ready(await listening(it))));
  const all = MIGRATIONS.map(({ version }) => version).join(",");
  expect(both.map((it) => versions(it.said())).sort()).toEqual(["", all]);
  for (const { child } of both) child.kill("SIGTERM");
  expect(await Promise.all(both.map(({ exited }) => exited))).toEqual([0, 0]);
});

/** Sends a sign-in without the end of its body. */
function signInSlowly(url: string): { socket: Socket; finish(): void; answer(): string } {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  let answer = "";
  socket.on("data", (text: Buffer) => (answer += text.toString())).on("error", () => undefined);
  const body = JSON.stringify({ email: "nobody@example.com", password: "x" });
  const head = "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
  socket.write(`${head}Content-Length: ${body.length}\r\n\r\n${body.slice(0, 5)}`);
  return { socket, finish: () => void socket.write(body.slice(5)), answer: () => answer };
}

it("drains on SIGTERM: becomes unready, finishes requests in flight, exits within a time limit", async () => {
  const running = start({ ...environmentFor(servers), SHUTDOWN_DELAY_SECONDS: "1" });
  const url = await listening(running);
  await ready(url);
  const slow = signInSlowly(url);
  const stuck = signInSlowly(url);
  await until("both are under way", async () =>
    (await (await fetch(`${url}/metrics`)).text()).includes("\nhttp_requests_in_flight 2\n"),
  );

  const lived = livedTime();
  running.child.kill("SIGTERM");
  await until("unready", async () => (await statusOf(`${url}/ready`)) === 503);
  expect(await statusOf(`${url}/ready?scope=own`)).toBe(503);
  const response = await fetch(`${url}/health`);
  expect([response.status, response.headers.get("Connection")]).toEqual([200, "close"]);
  await until("it takes no more", () =>
    fetch(`${url}/health`).then(
      () => false,
      () => true,
    ),
  );
  slow.finish();
  await once(slow.socket, "close");
  expect(slow.answer()).toMatch(/^HTTP\/1\.1 401 .*\{.*"status":401/s);
  expect(await running.exited).toBe(0);
  expect(stuck.answer()).toBe("");
  expect(lived()).toBeLessThan(10_000);
  expect(running.said()).toContain('"msg":"stopped"');
});
