import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { Client } from "pg";

import { plan } from "../../../infra/plan";
import { toolPath } from "../../../lab/builder/tools";
import { startDataServers, withStatements, type DataServers } from "../../support/dataServers";
import { freePort } from "../../support/freePort";
import { settings } from "../../support/stacks";
import { until } from "../../service/harness";

const SQL = readFileSync(join(__dirname, "../../../docs/sql/exporter.sql"), "utf8");
const PASSWORD = "only-for-this-role";

let servers: DataServers;
let exporter: ChildProcess | undefined;

beforeAll(async () => {
  servers = await startDataServers();
  await withStatements(servers);
  const superuser = await servers.superuser();
  await superuser.query(SQL);
  // It may be run repeatedly.
  await superuser.query(SQL);
  await superuser.query(`ALTER ROLE exporter PASSWORD '${PASSWORD}'`);
  await superuser.query("CREATE TABLE customers (name text)");
  await superuser.query("INSERT INTO customers VALUES ('somebody')");
  await superuser.query("ALTER TABLE customers OWNER TO autodealgenie");
  await superuser.end();
}, 120_000);

afterAll(async () => {
  exporter?.kill("SIGKILL");
  await servers.close();
});

async function connected(): Promise<Client> {
  const client = new Client({
    host: servers.postgres.host,
    user: "exporter",
    password: PASSWORD,
    database: "autodealgenie",
  });
  await client.connect();
  return client;
}

it("the exporter role lets postgres_exporter read all that prod's collectors query", async () => {
  const port = await freePort();
  const { args = [] } = plan(settings("prod")).postgresExporter.resource.spec.template.spec!
    .containers[0]!;
  let said = "";
  const child = spawn(
    toolPath("postgres_exporter"),
    [...args.filter((arg) => arg.includes("collector")), `--web.listen-address=127.0.0.1:${port}`],
    {
      env: {
        PATH: process.env.PATH,
        DATA_SOURCE_NAME: `host=${servers.postgres.host} user=exporter password=${PASSWORD} dbname=autodealgenie sslmode=disable`,
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  exporter = child;
  child.stderr.on("data", (text: Buffer) => (said += text.toString()));
  const scrape = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  await until(
    "an answer",
    () =>
      scrape().then(
        () => true,
        () => false,
      ),
    20,
  );
  const page = await scrape();
  expect(page).toMatch(/^pg_up 1$/m);
  expect(page).toMatch(/^pg_exporter_last_scrape_error 0$/m);
  expect(page).toMatch(/^pg_stat_statements_calls_total\{/m);
  expect(page).toMatch(/^pg_database_size_bytes\{datname="autodealgenie"\} \d/m);
  const collectors = [
    ...page.matchAll(/^pg_scrape_collector_success\{collector="(\w+)"\} (\d)$/gm),
  ];
  expect(collectors.length).toBeGreaterThan(5);
  expect(collectors.filter(([, , success]) => success !== "1").map(([, name]) => name)).toEqual([]);
  expect(said).not.toContain("permission denied");
  child.kill();
  await once(child, "exit");
});

it.each([
  ["read customers", "SELECT * FROM customers"],
  ["update customers", "UPDATE customers SET name = 'nobody'"],
  ["create a table", "CREATE TABLE mine (x int)"],
  ["create a temporary table", "CREATE TEMPORARY TABLE mine (x int)"],
  ["create a role", "CREATE ROLE friend"],
  ["switch to another role", "SET ROLE autodealgenie"],
  ["read password hashes", "SELECT rolpassword FROM pg_authid"],
  ["read the server's files", "SELECT pg_read_file('/etc/passwd')"],
  ["run programs on the server", "COPY (SELECT 1) TO PROGRAM 'id'"],
  [
    "terminate other users' connections",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres' OR pid = 1",
  ],
  ["change server settings", "ALTER SYSTEM SET work_mem = '1GB'"],
  ["reset the statistics", "SELECT pg_stat_statements_reset()"],
])("the exporter role cannot %s", async (_, query) => {
  const other = await servers.superuser();
  const client = await connected();
  try {
    // Even if it disables read-only mode itself: it lacks the permission.
    await client.query("SET default_transaction_read_only = off");
    await expect(client.query(query)).rejects.toThrow(/permission denied|must be/);
  } finally {
    await client.end();
    await other.end();
  }
});

it("the exporter role has at most five connections, short timeouts and read-only transactions", async () => {
  const clients = await Promise.all(Array.from({ length: 5 }, connected));
  await expect(connected()).rejects.toThrow("too many connections for role");
  const { rows } = await clients[0]!.query<{ limits: string }>(
    "SELECT concat_ws(' ', current_setting('statement_timeout'), current_setting('lock_timeout'), current_setting('default_transaction_read_only')) AS limits",
  );
  expect(rows).toEqual([{ limits: "10s 1s on" }]);
  for (const client of clients) await client.end();
});
