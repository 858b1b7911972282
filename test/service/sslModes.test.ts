import { execFileSync } from "node:child_process";
import {
  chownSync,
  copyFileSync,
  chmodSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  appendFileSync,
} from "node:fs";
import { connect, createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Client } from "pg";

import { postgresExporterServer } from "../../infra/components/postgresExporter";
import { scaledTimes } from "../../infra/rendered-config/times";
import { postgresServerAddress } from "../../infra/settings/addresses";
import { SSL_MODES } from "../../infra/settings/scalars";
import { databaseTls } from "../../service/db/tls";
import { startDataServers, type DataServers } from "../support/dataServers";
import { postgresExporterPage } from "../support/exporter";
import { Authority } from "../support/pki";
import { settingsHere } from "../support/stacks";

/** The user ID of PostgreSQL's system user in the container. */
const UID = 999;
/** A loopback address that no other test uses for its PostgreSQL. */
const ADDRESS = `127.${1 + (process.pid % 200)}.${Math.floor(process.pid / 200) % 250}.77`;
const EXPORTER_PASSWORD = "only-for-this-role";

type SslMode = (typeof SSL_MODES)[number];
type Host = "localhost" | "127.0.0.1";

/** The certificate that a server presents, and the authority that signed it. */
interface Shown {
  readonly certificate: string | undefined;
  readonly trustedBy: readonly ("private" | "itself")[];
  readonly names: readonly Host[];
}

const SHOWN: Readonly<Record<string, Shown>> = {
  "no certificate and does not support TLS": { certificate: undefined, trustedBy: [], names: [] },
  "a self-signed certificate": {
    certificate: "itself",
    trustedBy: ["itself"],
    names: ["localhost", "127.0.0.1"],
  },
  "a certificate from a private authority": {
    certificate: "named",
    trustedBy: ["private"],
    names: ["localhost", "127.0.0.1"],
  },
  "a certificate from a private authority for another host": {
    certificate: "elsewhere",
    trustedBy: ["private"],
    names: [],
  },
  "a certificate with the host only in its common name": {
    certificate: "common",
    trustedBy: ["itself"],
    names: [],
  },
};

let servers: DataServers;
let folder: string;
let password: string;
let proxy: Server;
let port: number;

beforeAll(async () => {
  servers = await startDataServers({ postgresAt: ADDRESS });
  password = readFileSync(servers.passwordFile, "utf8");
  folder = mkdtempSync(join(tmpdir(), "ssl-modes-"));
  const authority = new Authority(join(folder, "private"));
  authority.sign("named", ["localhost", "127.0.0.1"]);
  authority.sign("elsewhere", ["elsewhere.example"]);
  selfSigned("itself", ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]);
  selfSigned("common", []);
  const superuser = await servers.superuser();
  await superuser.query(`CREATE ROLE exporter LOGIN PASSWORD '${EXPORTER_PASSWORD}'`);
  await superuser.query("GRANT pg_monitor TO exporter");
  await superuser.query(`ALTER SYSTEM SET ssl_cert_file = '/data/shown.crt'`);
  await superuser.query(`ALTER SYSTEM SET ssl_key_file = '/data/shown.key'`);
  await superuser.end();
  appendFileSync(
    join(servers.postgres.host, "db/pg_hba.conf"),
    "host all all 127.0.0.0/8 scram-sha-256\n",
  );
  // A proxy that forwards connections, because no certificate contains the server's address.
  proxy = createServer((socket) => {
    const other = connect(5432, ADDRESS);
    for (const each of [socket, other])
      each.on("error", () => [socket, other].map((it) => it.destroy()));
    socket.pipe(other).pipe(socket);
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => proxy.once("listening", resolve));
  ({ port } = proxy.address() as AddressInfo);
}, 120_000);

afterAll(async () => {
  proxy.close();
  await servers.close();
  rmSync(folder, { recursive: true, force: true });
});

function selfSigned(name: string, more: readonly string[]): void {
  execFileSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"],
      ...["-subj", "/CN=localhost", "-days", "1", ...more],
      ...["-keyout", join(folder, `${name}.key`), "-out", join(folder, `${name}.crt`)],
    ],
    { stdio: "pipe" },
  );
}

const fileOf = (name: string, kind: "crt" | "key") =>
  join(folder, ["named", "elsewhere"].includes(name) ? "private" : "", `${name}.${kind}`);

async function show({ certificate }: Shown): Promise<void> {
  if (certificate !== undefined) {
    for (const kind of ["crt", "key"] as const) {
      const shown = join(servers.postgres.host, `shown.${kind}`);
      copyFileSync(fileOf(certificate, kind), shown);
      chmodSync(shown, 0o600);
      chownSync(shown, UID, UID);
    }
  }
  const superuser = await servers.superuser();
  await superuser.query(`ALTER SYSTEM SET ssl = ${certificate === undefined ? "off" : "on"}`);
  await superuser.end();
  await servers.postgres.stop();
  await servers.postgres.start();
}

/** Whether the backend's driver connects, configured like the service configures it. */
async function backendConnects(host: Host, sslMode: SslMode, authorityFile: string | undefined) {
  const client = new Client({
    host,
    port,
    user: servers.user,
    password,
    database: servers.user,
    ssl: databaseTls({ host, sslMode, authorityFile }),
  });
  try {
    await client.connect();
  } catch {
    await client.end().catch(() => undefined);
    return false;
  }
  const { rows } = await client.query<{ ssl: boolean }>(
    "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
  );
  await client.end();
  expect(rows).toEqual([{ ssl: sslMode !== "disable" }]);
  return true;
}

/** Whether the real exporter connects, configured like a stack with these settings. */
async function exporterConnects(host: Host, sslMode: SslMode, authorityFile: string | undefined) {
  const { resource } = postgresExporterServer({
    image: "exporter:1",
    times: scaledTimes(1),
    postgres: postgresServerAddress(
      settingsHere("dev", {
        postgres: {
          host,
          port,
          sslMode,
          ...(authorityFile !== undefined && {
            certificateAuthority: readFileSync(authorityFile, "utf8"),
          }),
        },
      }).postgres,
    ),
  });
  const { env = [] } = resource.spec.template.spec!.containers[0]!;
  const told = env.find(({ name }) => name === "DATA_SOURCE_URI")!.value!;
  expect(told.includes("sslrootcert=")).toBe(authorityFile !== undefined);
  const page = await postgresExporterPage(["--no-collector.stat_user_tables"], {
    DATA_SOURCE_URI: told.replace(/sslrootcert=[^&]*/, `sslrootcert=${authorityFile ?? ""}`),
    DATA_SOURCE_USER: "exporter",
    DATA_SOURCE_PASS: EXPORTER_PASSWORD,
  });
  return /^pg_up 1$/m.test(page);
}

/** The expected result according to libpq's documentation: https://www.postgresql.org/docs/current/libpq-ssl.html */
function letsIn(
  { certificate, trustedBy, names }: Shown,
  host: Host,
  mode: SslMode,
  authority: "private" | "itself" | undefined,
): boolean {
  if (mode === "disable") return true;
  if (certificate === undefined) return false;
  const trusted = authority !== undefined && trustedBy.includes(authority);
  if (mode === "require") return authority === undefined || trusted;
  return trusted && (mode === "verify-ca" || names.includes(host));
}

type Case = readonly [mode: SslMode, host: Host, authority: "private" | "itself" | undefined];

const CASES: readonly Case[] = SSL_MODES.flatMap((mode) =>
  (mode === "disable" ? [undefined] : ([undefined, "private", "itself"] as const)).flatMap(
    (authority) =>
      (["localhost", "127.0.0.1"] as const).map((host) => [mode, host, authority] as const),
  ),
);

/** An exporter takes most of a second to start, but little CPU time, so many are started at once. */
const AT_ONCE = 5;

describe.each(Object.entries(SHOWN))("with a PostgreSQL that presents %s", (_, shown) => {
  const { certificate } = shown;
  const authorities = {
    private: () => join(folder, "private/ca.crt"),
    itself: () => fileOf(certificate === "common" ? "common" : "itself", "crt"),
  };
  const connected = new Map<string, Readonly<Record<"backend" | "exporter", boolean>>>();

  async function bothConnect(one: Case): Promise<void> {
    const [mode, host, authority] = one;
    const file = authority && authorities[authority]();
    connected.set(String(one), {
      backend: await backendConnects(host, mode, file),
      exporter: await exporterConnects(host, mode, file),
    });
  }

  beforeAll(async () => {
    await show(shown);
    const left = CASES.values();
    const connectAll = async () => {
      for (const one of left) await bothConnect(one);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, connectAll));
  }, 120_000);

  it.each(CASES)("sslmode=%s, host %s, authority %s: both clients behave like libpq", (...one) => {
    const [mode, host, authority] = one;
    const right = letsIn(shown, host, mode, authority);
    expect(connected.get(String(one))).toEqual({ backend: right, exporter: right });
  });
});
