import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, type Server } from "node:tls";

import pino from "pino";
import { Registry } from "prom-client";

import { MongoStore } from "../../service/mongodb/store";
import { backend } from "../../service/metrics/catalog";
import { instrument } from "../../service/metrics/registry";
import { Unavailable, Watch } from "../../service/unavailable";
import { until } from "./harness";
import { startMongoServer, type MongoServer } from "../support/mongodb";
import { startMongodbExporter } from "../support/mongodbExporter";
import { Authority } from "../support/pki";
import { startRecordedMongodb } from "../support/recordedMongodb";

type Config = ConstructorParameters<typeof MongoStore>[0];

let folder: string;
let mongo: MongoServer;
let secured: Server;

const file = (name: string) => join(folder, name);
const shown = (name: string) => ({
  cert: readFileSync(file(`${name}.crt`)),
  key: readFileSync(file(`${name}.key`)),
  ca: readFileSync(file("ca.crt")),
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "adg-mongodb-tls-"));
  const authority = new Authority(folder);
  authority.sign("server", ["localhost", "127.0.0.1"]);
  authority.sign("backend", []);
  authority.sign("exporter", []);
  writeFileSync(
    file("exporter.pem"),
    ["crt", "key"].map((kind) => readFileSync(file(`exporter.${kind}`), "utf8")).join(""),
  );
  mongo = await startMongoServer();
  // In front of FerretDB, as MongoDB itself does with tlsMode: requireTLS.
  secured = createServer(
    { ...shown("server"), requestCert: true, rejectUnauthorized: true },
    (client) => {
      const server = connect(mongo.port, "127.0.0.1");
      client.pipe(server).pipe(client);
      client.on("error", () => server.destroy());
      server.on("error", () => client.destroy());
    },
  );
  await new Promise<void>((listening) => secured.listen(0, "127.0.0.1", listening));
});

afterAll(async () => {
  secured.close();
  await mongo.close();
  rmSync(folder, { recursive: true });
});

const CLIENT = () => ({ certificateFile: file("backend.crt"), keyFile: file("backend.key") });
const PASSWORD = () => ({
  user: mongo.asBackend.username,
  password: mongo.password,
  authSource: "admin",
});

/** A store that connects to this address. */
function storeOf(
  address: string,
  config: Pick<Config, "signIn" | "client"> & Partial<Config>,
): MongoStore {
  const store = new MongoStore(
    {
      uri: `mongodb://${address}/autodealgenie?tls=true&directConnection=true`,
      authorityFile: file("ca.crt"),
      poolMax: 1,
      timeoutSeconds: 5,
      searchesKeptDays: 1,
      answersKeptDays: 1,
      ...config,
    },
    instrument(backend, new Registry()),
    new Watch("mongodb", pino({ level: "silent" })),
  );
  store.connect();
  return store;
}

const searches = (store: MongoStore) =>
  store.run("searches", "find", (collection) => collection.find().toArray());

const untilAsked = (store: MongoStore) =>
  until("MongoDB answers", () =>
    searches(store).then(
      () => true,
      () => false,
    ),
  );

const securedAddress = () => `127.0.0.1:${(secured.address() as AddressInfo).port}`;

describe("a MongoDB that requires TLS and client certificates", () => {
  it("accepts the backend's certificate and password", async () => {
    const store = storeOf(securedAddress(), { client: CLIENT(), signIn: PASSWORD() });
    try {
      await untilAsked(store);
      expect(await searches(store)).toEqual([]);
    } finally {
      await store.close();
    }
  });

  it.each([
    ["without a client certificate", () => ({ client: undefined, signIn: PASSWORD() })],
    [
      "by a backend that does not trust its authority",
      () => ({ client: CLIENT(), signIn: PASSWORD(), authorityFile: undefined }),
    ],
  ])("cannot be queried %s", async (_, config) => {
    const refused = once(secured, "tlsClientError");
    const store = storeOf(securedAddress(), config());
    try {
      await refused;
      await expect(searches(store)).rejects.toThrow(Unavailable);
    } finally {
      await store.close();
    }
  });
});

describe("a MongoDB whose users are certificate subjects", () => {
  it("authenticates the backend and the exporter, each by its own certificate", async () => {
    const server = await startRecordedMongodb("one", shown("server"));
    try {
      const store = storeOf(server.address, { client: CLIENT(), signIn: undefined });
      await untilAsked(store);
      await store.close();
      expect(server.signedIn()).toEqual(["backend"]);
      const exporter = await startMongodbExporter([server.address], {
        authority: file("ca.crt"),
        own: file("exporter.pem"),
      });
      try {
        const [series = {}] = await exporter.series();
        expect(series).toMatchObject({
          "mongodb_up{}": 1,
          'mongodb_ss_connections{conn_type="current"}': 22,
        });
        expect(server.signedIn()).toEqual(["backend", "exporter"]);
      } finally {
        await exporter.close();
      }
    } finally {
      await server.close();
    }
  });
});
