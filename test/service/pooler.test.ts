import { readFileSync } from "node:fs";

import { Client } from "pg";

import { startDataServers, type DataServers } from "../support/dataServers";
import { postgresExporterPage } from "../support/exporter";
import { startPgBouncer, type PgBouncer } from "../support/pgbouncer";
import { Browser, type Reply } from "./browser";
import { serviceOn, statusOf, until, untilReady, type RunningService } from "./harness";

/** Fewer connections than the service's pool, so that they are shared between its clients. */
const POOL_SIZE = 2;
const EXPORTER_PASSWORD = "only-for-this-role";

let servers: DataServers;
let pgbouncer: PgBouncer;
let password: string;
const running: RunningService[] = [];

beforeAll(async () => {
  servers = await startDataServers();
  password = readFileSync(servers.passwordFile, "utf8");
  const superuser = await servers.superuser();
  await superuser.query(`CREATE ROLE exporter LOGIN PASSWORD '${EXPORTER_PASSWORD}'`);
  await superuser.query("GRANT pg_monitor TO exporter");
  await superuser.end();
  pgbouncer = await startPgBouncer({
    server: servers.postgres.host,
    passwords: { [servers.user]: password, exporter: EXPORTER_PASSWORD },
    poolSize: POOL_SIZE,
  });
}, 180_000);

afterAll(async () => {
  for (const service of running) await service.stop();
  await pgbouncer.close();
  await servers.close();
});

async function through(settings: Readonly<Record<string, string>>): Promise<RunningService> {
  const service = await serviceOn(servers, {
    DATABASE_HOST: "127.0.0.1",
    DATABASE_PORT: String(pgbouncer.port),
    ...settings,
  });
  running.push(service);
  return service;
}

/** The first answer but 503: on a busy machine, two connections are not enough for all in time, and some ask again. */
async function served(ask: () => Promise<Reply>): Promise<Reply> {
  let reply: Reply | undefined;
  await until("served", async () => {
    reply = await ask();
    return reply.status !== 503;
  });
  return reply!;
}

async function signedIn(url: string): Promise<Browser> {
  const browser = new Browser(url);
  await served(() => browser.signUp());
  await served(() => browser.login());
  return browser;
}

it("a transaction pooler rejects a service without DATABASE_POOLED", async () => {
  const service = await through({});
  await until("it is refused", () =>
    Promise.resolve(
      service.log.some((line) =>
        JSON.stringify(line).includes("unsupported startup parameter: statement_timeout"),
      ),
    ),
  );
  expect(await statusOf(`${service.url}/ready`)).toBe(503);
});

describe("behind a transaction pooler", () => {
  let service: RunningService;

  beforeAll(async () => {
    service = await through({ DATABASE_POOLED: "true", DATABASE_POOL_MAX: "10" });
    // Two services that start at the same time change the role at the same time.
    const other = await through({ DATABASE_POOLED: "true" });
    await untilReady(service);
    await untilReady(other);
  }, 120_000);

  it("many concurrent users are served over few connections", async () => {
    const people = await Promise.all(Array.from({ length: 12 }, () => signedIn(service.url)));
    const known = await Promise.all(
      people.map((each) => served(() => each.get("/api/v1/auth/me"))),
    );
    expect(known.map(({ body }) => (body as { email: string }).email)).toEqual(
      people.map(({ email }) => email),
    );
  });

  it("PostgreSQL enforces the statement timeout that is set for the role", async () => {
    await pgbouncer.reconnect();
    const client = new Client({
      host: "127.0.0.1",
      port: pgbouncer.port,
      user: servers.user,
      password,
      database: servers.user,
    });
    await client.connect();
    try {
      const { rows } = await client.query<{ statement: string; idle: string }>(
        "SELECT current_setting('statement_timeout') AS statement, current_setting('idle_in_transaction_session_timeout') AS idle",
      );
      expect(rows).toEqual([{ statement: "1500ms", idle: "10s" }]);
      await expect(client.query("SELECT pg_sleep(20)")).rejects.toThrow(
        "canceling statement due to statement timeout",
      );
    } finally {
      await client.end();
    }
  });

  it("the timeouts are set only for that role in that database", async () => {
    const superuser = await servers.superuser();
    const { rows } = await superuser.query<{ role: string; database: string; set: string[] }>(
      `SELECT rolname AS role, datname AS database, setconfig AS set
       FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = setrole JOIN pg_database d ON d.oid = setdatabase`,
    );
    await superuser.end();
    expect(rows).toEqual([
      {
        role: servers.user,
        database: servers.user,
        set: ["statement_timeout=1500ms", "idle_in_transaction_session_timeout=10000ms"],
      },
    ]);
  });

  it("the exporter reports pg_up 1 if connected directly, and 0 through the pooler", async () => {
    const page = (host: string, port: number) =>
      postgresExporterPage([], {
        DATA_SOURCE_NAME: `host=${host} port=${port} user=exporter password=${EXPORTER_PASSWORD} dbname=autodealgenie sslmode=disable`,
      });
    expect(await page(servers.postgres.host, 5432)).toMatch(/^pg_up 1$/m);
    expect(await page("127.0.0.1", pgbouncer.port)).toMatch(/^pg_up 0$/m);
  });
});
