import { MongoClient } from "mongodb";

import { mongodbExporter as declared } from "../../../signals/exporters/mongodbExporter";
import { parseDuration } from "../../../signals/promql/duration";
import type { Duration } from "../../../signals/promql/units";
import { eventually } from "../../../tools/polling";
import { neededSecrets } from "../../../infra/settings/secrets";
import { plan } from "../../../infra/plan";
import { startMongoServer, type MongoServer } from "../../support/mongodb";
import { startMongodbExporter } from "../../support/mongodbExporter";
import { startRecordedMongodb } from "../../support/recordedMongodb";
import { settings } from "../../support/stacks";
import { PEM } from "../support/completeSettings";

const CONNECTIONS = "mongodb_ss_connections";
const open = `${CONNECTIONS}{conn_type="current"}`;

/** The labels of each metric in some series; empty for a metric without any. */
function labelsOf(series: Readonly<Record<string, number>>) {
  const found: Record<string, readonly string[]> = {};
  for (const each of Object.keys(series)) {
    const [, name = "", labels = ""] = /^(\w+)\{(.*)\}$/.exec(each) ?? [];
    found[name] = [...labels.matchAll(/(\w+)=/g)].map(([, label = ""]) => label);
  }
  return found;
}

const DECLARED = Object.fromEntries(
  Object.values(declared).map(({ name, labels }) => [name, Object.keys(labels).sort()]),
);

describe("the exporter of a replica set, with a real one's recorded answers", () => {
  it.each([
    ["one document, as up to MongoDB 7", "one"],
    ["several documents, as in MongoDB 8", "several"],
  ] as const)(
    "exposes every cataloged metric with its labels, from diagnostic data in %s",
    async (_, blocks) => {
      const server = await startRecordedMongodb(blocks);
      const exporter = await startMongodbExporter([server.address]);
      try {
        const [series = {}] = await exporter.series();
        expect(labelsOf(series)).toEqual(DECLARED);
        expect(series).toMatchObject({
          "mongodb_up{}": 1,
          [open]: 22,
          [`${CONNECTIONS}{conn_type="available"}`]: 838_838,
          "mongodb_ss_wt_cache_bytes_currently_in_the_cache{}": 4_148_341,
          'mongodb_rs_members_health{member_idx="172.19.0.7:27017",member_state="SECONDARY"}': 1,
          'mongodb_rs_members_optimeDate{member_idx="172.19.0.9:27017",member_state="PRIMARY"}':
            Date.parse("2020-09-10T14:39:47-03:00"),
        });
      } finally {
        await exporter.close();
        await server.close();
      }
    },
    60_000,
  );
});

describe("the exporter of FerretDB, as a stand-in for MongoDB", () => {
  let server: MongoServer;
  let exporter: Awaited<ReturnType<typeof startMongodbExporter>>;

  beforeAll(async () => {
    server = await startMongoServer();
    exporter = await startMongodbExporter([`127.0.0.1:${server.port}`], server.password);
  }, 60_000);

  afterAll(async () => {
    await exporter.close();
    await server.close();
  });

  it("authenticates with its password, and counts every client's connections and operations", async () => {
    const before = (await exporter.series())[0]?.[open] ?? NaN;
    const clients = Array.from(
      { length: 20 },
      () => new MongoClient(`mongodb://127.0.0.1:${server.port}`, { auth: server.asBackend }),
    );
    try {
      await Promise.all(
        clients.map((client) => client.db("autodealgenie").collection("a").findOne()),
      );
      await eventually("they are counted", 20, async () => {
        const [series = {}] = await exporter.series();
        expect(series[open]).toBeGreaterThanOrEqual(before + 20);
        expect(series['mongodb_ss_opcounters{legacy_op_type="query"}']).toBeGreaterThanOrEqual(20);
        expect(series["mongodb_up{}"]).toBe(1);
      });
    } finally {
      await Promise.all(clients.map((client) => client.close()));
    }
  });

  it("exposes the metrics that the stand-in supports, with the cataloged labels", async () => {
    const [series = {}] = await exporter.series();
    const found = labelsOf(series);
    expect(Object.keys(found).sort()).toEqual([
      "mongodb_ss_connections",
      "mongodb_ss_opcounters",
      "mongodb_up",
    ]);
    for (const [name, labels] of Object.entries(found))
      expect([name, labels]).toEqual([name, DECLARED[name]]);
  });

  it("exposes only `mongodb_up 0` if the password is wrong", async () => {
    const stranger = await startMongodbExporter([`127.0.0.1:${server.port}`], "wrong");
    try {
      expect(await stranger.series()).toEqual([{ "mongodb_up{}": 0 }]);
    } finally {
      await stranger.close();
    }
  });

  it("scrapes each of several servers separately, and stays healthy while one is down", async () => {
    const other = await startRecordedMongodb("one");
    await server.kill();
    const both = await startMongodbExporter([`127.0.0.1:${server.port}`, other.address]);
    try {
      const [down = {}, up = {}] = await both.series();
      expect(down).toEqual({ "mongodb_up{}": 0 });
      expect(up).toMatchObject({ "mongodb_up{}": 1, [open]: 22 });
      expect((await both.at("/")).status).toBe(200);
    } finally {
      await both.close();
      await other.close();
      await server.start();
    }
  }, 60_000);
});

describe("the stack's exporter", () => {
  it("is deployed with MongoDB, and requires a password for an external one", () => {
    const own = plan(settings("dev", { mongodb: {} }));
    expect(own.mongodbExporter).toBeDefined();
    const external = { mongodb: { hosts: ["mongo-a.example"] } };
    expect(neededSecrets(settings("prod", external))).toContain("mongodbExporterPassword");
  });

  it("can be left out, and then requires no secret", () => {
    const without = settings("prod", {
      mongodb: { hosts: ["mongo-a.example"], exporter: false },
    });
    expect(plan(without)).not.toHaveProperty("mongodbExporter");
    expect(neededSecrets(without)).not.toContain("mongodbExporterPassword");
  });

  it("authenticates with its own certificate instead of a password, and needs no shell for that", () => {
    const config = settings("prod", {
      mongodb: { hosts: ["mongo-a.example"], clientCertificate: PEM, signIn: "certificate" },
    });
    expect(neededSecrets(config)).toEqual(
      expect.arrayContaining(["mongodbClientKey", "mongodbExporterCertificate"]),
    );
    expect(neededSecrets(config).filter((key) => /^mongodb.*Password$/.test(key))).toEqual([]);
    const { backend, mongodbExporter } = plan(config);
    const [container] = mongodbExporter!.resource.spec.template.spec!.containers;
    expect(container!.command).toBeUndefined();
    expect(container!.args![0]).toBe(
      "--mongodb.uri=mongodb://mongo-a.example:27017/?tls=true&authSource=$external&authMechanism=MONGODB-X509&tlsCertificateKeyFile=/etc/secrets/certificate.pem",
    );
    const variables = backend.resource.spec.template.spec!.containers[0]!.env!;
    expect(Object.fromEntries(variables.map(({ name, value }) => [name, value]))).toMatchObject({
      MONGODB_CERT_FILE: "/etc/authorities/mongodb-client.pem",
      MONGODB_KEY_FILE: "/etc/secrets/mongodb-client-key",
    });
    expect(variables.map(({ name }) => name)).not.toContain("MONGODB_USER");
  });

  it("may connect to external servers in the stack's own namespace, and so may the backend", () => {
    const hosts = ["mongo-0.mongo.autodealgenie.svc", "mongo-1.mongo.autodealgenie.svc"];
    const { mongodbExporter, backend } = plan(
      settings("dev", {
        namespaces: { application: { create: false } },
        mongodb: { hosts, tls: false },
      }),
    );
    const expected = hosts.map((host) => ({ kind: "address", host, port: 27017, named: true }));
    expect(mongodbExporter!.egress).toEqual(expected);
    expect(backend.egress).toEqual(expect.arrayContaining(expected));
  });

  it.each([1, 4, 10, 20])(
    "has at least a second for each scrape at a time scale of %d",
    (timeScale) => {
      const { monitor } = plan(settings("dev", { mongodb: {}, timeScale })).mongodbExporter!;
      const [endpoint] = monitor!.spec.endpoints;
      const [timeout, interval] = [endpoint!.scrapeTimeout, endpoint!.interval].map(
        (text) => parseDuration(text as Duration) / 1000,
      );
      expect(timeout).toBeLessThanOrEqual(interval!);
      // As Prometheus sends it, and the exporter reads it: 10 where it is no whole number.
      const left = (Number.isInteger(timeout) ? timeout! : 10) - 1;
      expect(left).toBeGreaterThanOrEqual(1);
    },
  );

  it("connects to each host directly, or to the primary if hosts are found by an SRV record", () => {
    const argsOf = (mongodb: object) =>
      plan(settings("prod", { mongodb })).mongodbExporter!.resource.spec.template.spec!
        .containers[0]!.args;
    const two = { hosts: ["mongo-a.example", "mongo-b.example"], replicaSet: "rs0" };
    expect(argsOf(two)).toEqual([
      "--mongodb.uri=mongodb://mongo-a.example:27017/?tls=true&authSource=admin",
      "--mongodb.uri=mongodb://mongo-b.example:27017/?tls=true&authSource=admin",
      "--mongodb.direct-connect",
      "--collector.diagnosticdata",
      expect.stringContaining("--web.config="),
    ]);
    expect(argsOf({ hosts: ["cluster.mongo.example"], srv: true })).toEqual([
      "--mongodb.uri=mongodb+srv://cluster.mongo.example/?tls=true&authSource=admin",
      "--no-mongodb.direct-connect",
      "--collector.diagnosticdata",
      expect.stringContaining("--web.config="),
    ]);
  });
});
