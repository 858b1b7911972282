import { readFileSync } from "node:fs";
import { join } from "node:path";

import { escapeIdentifier } from "pg";

import { postgresExporterServer } from "../../infra/components/postgresExporter";
import { podTemplateOf } from "../../infra/kubernetes/workload";
import { scaledTimes } from "../../infra/rendered-config/times";
import { postgresServerAddress } from "../../infra/settings/addresses";
import { startDataServers, withStatements, type DataServers } from "../support/dataServers";
import { postgresExporterPage } from "../support/exporter";
import { settingsHere } from "../support/stacks";
import { Browser } from "./browser";
import { serviceOn, untilReady, type RunningService } from "./harness";
import { Scrape } from "./scrape";

/** A loopback address that no other test uses for its PostgreSQL. */
const ADDRESS = `127.${1 + (process.pid % 200)}.${Math.floor(process.pid / 200) % 250}.78`;
/** Names that need quotes in SQL, or escaping in a URL. */
const DATABASE = "Dealers-2.prod";
const USERS = { backend: "app.dealers@prod", exporter: "Reader-2@prod" };
const EXPORTER_PASSWORD = "only-for-this-role";
const SQL = readFileSync(join(__dirname, "../../docs/sql/exporter.sql"), "utf8");

let servers: DataServers;
let service: RunningService | undefined;

/** The documented SQL with other names, in quotes as SQL needs them. */
const sqlFor = (database: string, role: string) =>
  SQL.replace(/^ *--.*$/gm, "")
    .replaceAll("rolname = 'exporter'", `rolname = '${role}'`)
    .replaceAll(/\bexporter\b(?!')/g, escapeIdentifier(role))
    .replaceAll(/\bautodealgenie\b/g, escapeIdentifier(database));

beforeAll(async () => {
  servers = await startDataServers({ postgresAt: ADDRESS });
  await withStatements(servers);
  const password = readFileSync(servers.passwordFile, "utf8").trim();
  const [backend, exporter] = [USERS.backend, USERS.exporter].map((it) => escapeIdentifier(it));
  const superuser = await servers.superuser();
  await superuser.query(`CREATE ROLE ${backend} LOGIN PASSWORD '${password}'`);
  await superuser.query(`CREATE DATABASE ${escapeIdentifier(DATABASE)} OWNER ${backend}`);
  await superuser.end();
  const inside = await servers.superuser(DATABASE);
  await inside.query(sqlFor(DATABASE, USERS.exporter));
  await inside.query(`ALTER ROLE ${exporter} PASSWORD '${EXPORTER_PASSWORD}'`);
  await inside.end();
}, 120_000);

afterAll(async () => {
  await service?.stop();
  await servers.close();
});

it("the backend and its exporter use a PostgreSQL with a database and roles of other names", async () => {
  service = await serviceOn(servers, { DATABASE_NAME: DATABASE, DATABASE_USER: USERS.backend });
  await untilReady(service);
  await Browser.signedIn(service.url);

  const { resource } = postgresExporterServer({
    image: "exporter:1",
    times: scaledTimes(1),
    postgres: postgresServerAddress({
      ...settingsHere("dev", { postgres: { host: "127.0.0.1", sslMode: "disable" } }).postgres,
      host: ADDRESS,
      database: DATABASE,
      users: USERS,
    }),
  });
  const { args = [], env = [] } = podTemplateOf(resource).spec!.containers[0]!;
  const variables = Object.fromEntries(
    env.flatMap(({ name, value }) =>
      name.startsWith("DATA_SOURCE_") ? [[name, value ?? ""]] : [],
    ),
  );
  const page = new Scrape(
    await postgresExporterPage(
      args.filter((arg) => arg.includes("collector")),
      { ...variables, DATA_SOURCE_PASS_FILE: "", DATA_SOURCE_PASS: EXPORTER_PASSWORD },
    ),
  );
  expect(page.value("pg_up")).toBe(1);
  expect(page.text).toMatch(/^pg_stat_database_numbackends\{.*datname="Dealers-2\.prod"\} [1-9]/m);
  // The exporter's own statements are under the name by which queries leave them out.
  const statements = page.text.matchAll(/^pg_stat_statements_calls_total\{.*user="([^"]*)"/gm);
  const roles = new Set([...statements].map(([, role]) => role));
  expect(roles).toContain(USERS.backend);
  expect(roles).toContain(USERS.exporter);
});
