import { OWN } from "../support/ownFolders";

import { once } from "node:events";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import { z } from "zod";

import { giveAlerts } from "../../../lab/clients/alertmanager";
import { fetchSecured } from "../../../lab/clients/fetch";
import { getJson } from "../../../lab/clients/http";
import { CREDENTIALS, securedName, securedServer } from "../../../lab/clients/secured";
import { exec } from "../../../lab/builder/exec";
import { nodePrograms } from "../../../lab/builder/go";
import { build } from "../../../lab/builder/progress";
import { outputOf } from "../../../lab/builder/stage";
import { FILES } from "../../../lab/cluster/folders";
import { addresses, urlOf } from "../../../lab/cluster/layout";
import { holdStack } from "../../../lab/deploy/held";
import { PATHS } from "../../../lab/paths";

const HOST = "alertmanager.monitoring.svc";
const asked: string[] = [];
let server: Server;

/**
 * Creates an authority, the client's certificate where it is looked for, and a server that requires a client
 * certificate.
 */
beforeAll(async () => {
  await build([nodePrograms], () => undefined);
  const folder = join(OWN, "pki");
  mkdirSync(folder);
  const certificate = (name: string, hosts: readonly string[]) => ({
    name,
    commonName: name,
    organization: [],
    hosts,
    days: 1,
  });
  const spec = join(OWN, "pki.json");
  const certificates = [certificate("asker", []), certificate("server", [HOST])];
  writeFileSync(spec, JSON.stringify({ folder, keyPairs: [], certificates }));
  await exec(join(outputOf(nodePrograms), "labnode"), ["pki", spec]);

  mkdirSync(FILES.credentials, { recursive: true });
  const kept = {
    "ca.crt": CREDENTIALS.ca,
    "asker.crt": CREDENTIALS.cert,
    "asker.key": CREDENTIALS.key,
  };
  for (const [name, path] of Object.entries(kept)) copyFileSync(join(folder, name), path);

  const read = (name: string) => readFileSync(join(folder, name));
  const options = { cert: read("server.crt"), key: read("server.key"), ca: read("ca.crt") };
  server = createServer(
    { ...options, requestCert: true, rejectUnauthorized: true },
    (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        asked.push(`${request.method ?? ""} ${request.url ?? ""} ${text}`);
        response.statusCode = request.url === "/missing" ? 404 : 200;
        if (request.url === "/silent") return;
        if (request.url === "/empty") {
          response.statusCode = 204;
          response.end();
          return;
        }
        response.appendHeader("set-cookie", "a=1").appendHeader("set-cookie", "b=2");
        response.end(JSON.stringify({ well: true }));
      });
    },
  ).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  process.env.AUTODEALGENIE_PORT_OFFSET = String(port - addresses().alertmanager.port);
}, 120_000);

afterAll(async () => {
  delete process.env.AUTODEALGENIE_PORT_OFFSET;
  server.close();
  server.closeAllConnections();
  await once(server, "close");
});

describe("servers that require a client certificate", () => {
  beforeEach(() => {
    holdStack("prod");
    asked.length = 0;
  });

  it("are those of a stack with TLS, except for the lab's own", () => {
    expect(securedName(urlOf("alertmanager"))).toBe(HOST);
    expect(securedName(urlOf("prometheus"))).toBe("prometheus.monitoring.svc");
    expect(securedName(urlOf("receivers"))).toBeUndefined();
    expect(securedServer("prometheus", "monitoring")).toBe("prometheus.monitoring.svc");
    expect(securedServer("thanos-query", "monitoring")).toBe("thanos-query.monitoring.svc");
    expect(securedServer("backend", "autodealgenie")).toBe("backend.autodealgenie.svc");
    expect(securedName(urlOf("backend"))).toBe("backend.autodealgenie.svc");
    expect(securedServer("minio", "object-storage")).toBeUndefined();
    holdStack("dev");
    expect(securedName(urlOf("backend"))).toBeUndefined();
    expect(securedName(urlOf("alertmanager"))).toBeUndefined();
    expect(securedServer("prometheus", "monitoring")).toBeUndefined();
  });

  it("receive a client certificate, and are verified by their in-cluster name", async () => {
    const url = `${urlOf("alertmanager")}/api?a=b`;
    expect(await getJson(url, z.object({ well: z.boolean() }))).toEqual({ well: true });
    await giveAlerts([{ labels: { alertname: "A" }, annotations: {} }]);
    expect(asked).toEqual([
      "GET /api?a=b ",
      'POST /api/v2/alerts [{"labels":{"alertname":"A"},"annotations":{}}]',
    ]);
    await expect(getJson(`${urlOf("alertmanager")}/missing`, z.unknown())).rejects.toThrow(
      "/missing answered 404",
    );
  });

  it("are called like with fetch, including cookies, empty responses, timeouts and TLS errors", async () => {
    const at = (path: string) => `${urlOf("alertmanager")}${path}`;
    const headers = { "content-type": "text/plain" };
    const answer = await fetchSecured(at("/made"), { method: "POST", headers, body: "it" });
    expect([answer.status, await answer.json()]).toEqual([200, { well: true }]);
    expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(asked).toEqual(["POST /made it"]);
    expect((await fetchSecured(at("/empty"))).status).toBe(204);
    const patience = { signal: AbortSignal.timeout(100) };
    await expect(fetchSecured(at("/silent"), patience)).rejects.toMatchObject({
      name: "TimeoutError",
    });
    // A server's name that is not in its certificate.
    const offset = process.env.AUTODEALGENIE_PORT_OFFSET;
    const { port } = addresses().alertmanager;
    try {
      process.env.AUTODEALGENIE_PORT_OFFSET = String(
        Number(offset) + port - addresses().backend.port,
      );
      await expect(fetchSecured(`${urlOf("backend")}/health`)).rejects.toMatchObject({
        message: "fetch failed",
        cause: { code: "ERR_TLS_CERT_ALTNAME_INVALID" },
      });
    } finally {
      process.env.AUTODEALGENIE_PORT_OFFSET = offset;
    }
  });

  it("can be called by a script that needs only Node.js", async () => {
    const { ca, cert, key } = CREDENTIALS;
    const script = join(PATHS.project, "lab/clients/inNetwork.js");
    const url = (path: string) => urlOf("alertmanager").replace("http:", "https:") + path;
    const run = (path: string, name: string) =>
      exec(process.execPath, [script, url(path), name, ca, cert, key]);
    expect(await run("/metrics", HOST)).toBe('{"well":true}');
    await expect(run("/missing", HOST)).rejects.toThrow("it answered 404");
    await expect(run("/metrics", "another.monitoring.svc")).rejects.toThrow("another.monitoring");
  });
});
