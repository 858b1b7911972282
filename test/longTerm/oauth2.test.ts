import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";

import { poll } from "../../tools/polling";
import { basicAuthorization } from "../support/basicAuthorization";
import { Authority } from "../support/pki";
import { startPrometheus } from "./support/prometheus";
import { application, killAll } from "./support/servers";
import { pieces } from "./support/stack";

const CLIENT = { id: "prometheus", secret: "only for this test" };
/** Prometheus has to get a new token every second or two. */
const LIFETIME_SECONDS = 2;
const AUTHORITY = "remote-write-third-issuer-authority.pem";

const folder = mkdtempSync(join(tmpdir(), "adg-oauth2-"));
const authority = new Authority(folder);
const servers: Server[] = [];

/** The requests for a token, and those with samples by their `Authorization`. */
const asked: URLSearchParams[] = [];
const written: (string | undefined)[] = [];

async function listening(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return (server.address() as AddressInfo).port;
}

/** A provider that issues a numbered token to whoever has the client's secret. */
function provider(): Server {
  authority.sign("provider", ["127.0.0.1"]);
  const [key, cert] = ["key", "crt"].map((end) => readFileSync(join(folder, `provider.${end}`)));
  return createHttpsServer({ key, cert }, (request, response) => {
    void text(request).then((body) => {
      const { Authorization: expected } = basicAuthorization(
        CLIENT.id,
        encodeURIComponent(CLIENT.secret).replaceAll("%20", "+"),
      );
      if (request.headers.authorization !== expected) return response.writeHead(401).end();
      asked.push(new URLSearchParams(body));
      response.setHeader("Content-Type", "application/json");
      return response.end(
        JSON.stringify({
          access_token: `token-${asked.length}`,
          token_type: "Bearer",
          expires_in: LIFETIME_SECONDS,
        }),
      );
    });
  });
}

/** A server that takes samples, whoever sends them. */
const receiver = () =>
  createHttpServer((request, response) => {
    written.push(request.headers.authorization);
    request.resume().on("end", () => response.writeHead(204).end());
  });

afterAll(async () => {
  await killAll();
  for (const server of servers) server.close().closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

it("Prometheus sends samples with tokens that it gets from a provider with a private authority", async () => {
  const [tokens, samples] = [await listening(provider()), await listening(receiver())];
  const shop = await application();
  const stack = await pieces({
    overrides: {
      remoteWrite: [
        {
          name: "third",
          url: `http://127.0.0.1:${samples}/api/v1/receive`,
          auth: {
            type: "oauth2",
            clientId: CLIENT.id,
            tokenUrl: `https://127.0.0.1:${tokens}/token`,
            scopes: ["metrics", "more"],
            audience: "cars",
            certificateAuthority: readFileSync(join(folder, "ca.crt"), "utf8"),
          },
          queue: { batchSendDeadline: "1s" },
        },
      ],
    },
    secrets: { "remoteWriteClientSecret-third": CLIENT.secret },
  });
  const pem = stack.configMapOf("prometheus-config")[AUTHORITY]!;
  await startPrometheus({
    stack,
    folder,
    name: "prometheus-0",
    shop: shop.port,
    before: (data) => writeFileSync(join(dirname(data), AUTHORITY), pem),
  });
  const renewed = await poll(() => Promise.resolve(new Set(written).size >= 3), { seconds: 60 });
  shop.close();
  expect({ renewed, asked: asked.length }).toMatchObject({ renewed: true });
  for (const request of asked) {
    expect(Object.fromEntries(request)).toEqual({
      grant_type: "client_credentials",
      scope: "metrics more",
      audience: "cars",
    });
  }
  expect(written.filter((by) => !/^Bearer token-\d+$/.test(by ?? ""))).toEqual([]);
});
