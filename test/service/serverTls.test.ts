import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TLSSocket } from "node:tls";

import { ConfigError, readConfig } from "../../service/config";
import { startDataServers, type DataServers } from "../support/dataServers";
import { Authority } from "../support/pki";
import { environmentFor, serviceOn, until } from "./harness";

let servers: DataServers;
let folder: string;
let ours: Authority;
let theirs: Authority;

const file = (name: string) => join(folder, "shown", name);
/** Writes certificate files as in a volume from cert-manager. */
function give(): void {
  ours.sign("backend", ["backend", "localhost"]);
  copyFileSync(join(ours.folder, "ca.crt"), file("ca.crt"));
  copyFileSync(join(ours.folder, "backend.crt"), file("tls.crt"));
  copyFileSync(join(ours.folder, "backend.key"), file("tls.key"));
}

const settings = () => ({ TLS_CERT_FILE: file("tls.crt"), TLS_KEY_FILE: file("tls.key") });

interface Shown {
  readonly status: number | undefined;
  readonly connection: string | undefined;
  readonly fingerprint: string;
}

/** Sends a request with a certificate of an authority, or without one. */
function ask(port: number, path: string, by?: Authority): Promise<Shown> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: "localhost",
        port,
        path,
        agent: false,
        ca: readFileSync(join(ours.folder, "ca.crt")),
        ...(by && {
          cert: readFileSync(join(by.folder, "client.crt")),
          key: readFileSync(join(by.folder, "client.key")),
        }),
      },
      (response) => {
        const { socket, statusCode: status, headers } = response;
        if (!(socket instanceof TLSSocket)) throw new Error("It did not speak TLS.");
        const { fingerprint256: fingerprint } = socket.getPeerCertificate();
        response.resume().on("end", () => {
          resolve({ status, connection: headers.connection, fingerprint });
        });
      },
    );
    asked.on("error", reject).end();
  });
}

beforeAll(async () => {
  servers = await startDataServers();
  folder = mkdtempSync(join(tmpdir(), "server-tls-"));
  ours = new Authority(join(folder, "ours"));
  theirs = new Authority(join(folder, "theirs"));
  mkdirSync(join(folder, "shown"));
  give();
  ours.sign("client", ["client"]);
  theirs.sign("client", ["client"]);
});

afterAll(async () => {
  await servers.close();
  rmSync(folder, { recursive: true, force: true });
});

it("accepts only TLS, from any client, if it has a certificate", async () => {
  const service = await serviceOn(servers, settings());
  try {
    expect(await ask(service.port, "/health")).toMatchObject({ status: 200 });
    await expect(fetch(`http://127.0.0.1:${service.port}/health`)).rejects.toThrow("fetch failed");
    expect(service.log).toContainEqual(expect.objectContaining({ msg: "listening", tls: true }));
  } finally {
    await service.stop();
  }
});

it("loads a new certificate without a restart, but keeps the old one while the new one is incomplete", async () => {
  const service = await serviceOn(servers, settings());
  const said = (what: RegExp) =>
    service.log.filter(({ msg }) => typeof msg === "string" && what.test(msg));
  try {
    const before = (await ask(service.port, "/health")).fingerprint;
    const key = readFileSync(file("tls.key"));
    give();
    const whole = readFileSync(file("tls.key"));
    writeFileSync(file("tls.key"), key);
    await until("it has looked", () => Promise.resolve(said(/cannot be used/).length > 0), 20);
    expect((await ask(service.port, "/health")).fingerprint).toBe(before);
    writeFileSync(file("tls.key"), whole);
    await until(
      "the new one is shown",
      async () => (await ask(service.port, "/health")).fingerprint !== before,
      20,
    );
    expect([said(/cannot be used/).length, said(/new certificate/).length]).toEqual([1, 1]);
  } finally {
    await service.stop();
  }
});

it("rejects clients without a certificate from the configured authority", async () => {
  const service = await serviceOn(servers, {
    ...settings(),
    TLS_CLIENT_CA_FILE: file("ca.crt"),
  });
  try {
    expect(await ask(service.port, "/health", ours)).toMatchObject({ status: 200 });
    await expect(ask(service.port, "/health")).rejects.toThrow(/certificate required|ECONNRESET/);
    await expect(ask(service.port, "/health", theirs)).rejects.toThrow(
      /unknown ca|ECONNRESET|socket hang up/,
    );
  } finally {
    await service.stop();
  }
});

it("drains over TLS, too: responds, and closes each connection after its response", async () => {
  const service = await serviceOn(servers, { ...settings(), SHUTDOWN_DELAY_SECONDS: "1" });
  const stopped = service.stop();
  expect(await ask(service.port, "/health")).toMatchObject({ status: 200, connection: "close" });
  await stopped;
  await expect(ask(service.port, "/health")).rejects.toThrow("ECONNREFUSED");
});

it("rejects incomplete TLS settings and a key that does not match the certificate", () => {
  const told = (more: Readonly<Record<string, string>>) => {
    try {
      readConfig({ ...environmentFor(servers), ...more });
    } catch (error) {
      if (error instanceof ConfigError) return error.message.split("\n").slice(1);
      throw error;
    }
    return [];
  };
  const key = join(ours.folder, "client.key");
  expect(told(settings())).toEqual([]);
  expect(told({ TLS_CERT_FILE: file("tls.crt") })).toEqual([
    "  TLS_CERT_FILE, TLS_KEY_FILE: must be set together or not at all",
  ]);
  expect(told({ TLS_CLIENT_CA_FILE: file("ca.crt") })).toEqual([
    "  TLS_CLIENT_CA_FILE: needs TLS_CERT_FILE and TLS_KEY_FILE",
  ]);
  expect(told({ ...settings(), TLS_KEY_FILE: key })[0]).toMatch(
    /^ {2}TLS_CERT_FILE, TLS_KEY_FILE: .*key values mismatch/,
  );
  expect(told({ ...settings(), TLS_CERT_FILE: "/nowhere" })[0]).toMatch(/ENOENT/);
});
