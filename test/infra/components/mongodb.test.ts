import { readConfig } from "../../../service/config";
import { keysOf } from "../../../infra/kubernetes/secret";
import { plan } from "../../../infra/plan";
import { mongodbArgs } from "../../../infra/rendered-config/mongodb";
import { neededSecrets } from "../../../infra/settings/secrets";
import { PEM } from "../support/completeSettings";
import { settings } from "../../support/stacks";

type Mongodb = NonNullable<Parameters<typeof settings>[1]>["mongodb"];

function backendWith(mongodb: Mongodb, stack: "dev" | "prod" = "dev") {
  const server = plan(settings(stack, { ...(mongodb && { mongodb }) })).backend;
  const [container] = server.resource.spec.template.spec!.containers;
  const env = Object.fromEntries((container!.env ?? []).map(({ name, value }) => [name, value]));
  return { server, env };
}

const asked = (mongodb: Mongodb) =>
  backendWith(mongodb).server.egress.filter(
    (each) =>
      (each.kind === "address" && each.host.includes("mongo")) ||
      (each.kind === "anywhere" && each.ports.includes(27017)),
  );

describe("a stack without MongoDB settings", () => {
  it.each(["dev", "prod"] as const)("%s has no MongoDB and no MongoDB variables", (stack) => {
    expect(plan(settings(stack))).not.toHaveProperty("mongodb");
    const { server, env } = backendWith(undefined, stack);
    expect(Object.keys(env).filter((name) => name.startsWith("MONGODB"))).toEqual([]);
    expect(keysOf(server.secret!)).not.toContain("mongodb-password");
  });
});

describe("the stack's own MongoDB", () => {
  const { server, env } = backendWith({});

  it("runs as one pod with a volume, and the backend connects to it", () => {
    const { mongodb } = plan(settings("dev", { mongodb: { storage: "1Gi" } }));
    const { replicas, volumeClaimTemplates } = mongodb!.resource.spec as {
      replicas: number;
      volumeClaimTemplates: readonly { spec: { resources: unknown } }[];
    };
    expect(replicas).toBe(1);
    expect(volumeClaimTemplates.map(({ spec }) => spec.resources)).toEqual([
      { requests: { storage: "1Gi" } },
    ]);
    expect(asked({})).toEqual([
      { kind: "address", host: "mongodb.autodealgenie.svc", port: 27017, named: true },
    ]);
    expect(env).toMatchObject({
      MONGODB_URI: "mongodb://mongodb.autodealgenie.svc:27017/autodealgenie",
      MONGODB_USER: "backend",
      MONGODB_PASSWORD_FILE: "/etc/secrets/mongodb-password",
      MONGODB_SEARCHES_KEPT_DAYS: "90",
      MONGODB_ANSWERS_KEPT_DAYS: "365",
    });
    expect(keysOf(server.secret!)).toContain("mongodb-password");
  });

  it("requires no secret to be set: its passwords are generated and read from files", () => {
    const config = settings("dev", { mongodb: {} });
    expect(neededSecrets(config)).not.toContain("mongodbBackendPassword");
    const { secret, configMaps } = plan(config).mongodb!;
    expect(keysOf(secret!)).toEqual(["root-password", "backend-password", "exporter-password"]);
    const users = JSON.parse(configMaps[0]!.data!["users.json"]!) as unknown;
    expect(users).toEqual([
      {
        user: "backend",
        passwordFile: "/etc/secrets/backend-password",
        roles: [{ role: "readWrite", db: "autodealgenie" }],
      },
      {
        user: "exporter",
        passwordFile: "/etc/secrets/exporter-password",
        roles: [{ role: "clusterMonitor", db: "admin" }],
      },
    ]);
  });

  it("uses half of its memory as cache", () => {
    expect(mongodbArgs("4Gi")).toEqual(["--wiredTigerCacheSizeGB=2.00"]);
    expect(mongodbArgs("512Mi")).toEqual(["--wiredTigerCacheSizeGB=0.25"]);
  });
});

describe("an external MongoDB", () => {
  const TWO = { hosts: ["mongo-a.example", "mongo-b.example"] };

  it("is reached at each of its hosts, and is not deployed", () => {
    expect(plan(settings("prod", { mongodb: TWO }))).not.toHaveProperty("mongodb");
    expect(backendWith(TWO).env.MONGODB_URI).toBe(
      "mongodb://mongo-a.example:27017,mongo-b.example:27017/autodealgenie?tls=true",
    );
    expect(asked({ ...TWO, port: 27018 })).toEqual([
      { kind: "address", host: "mongo-a.example", port: 27018, named: true },
      { kind: "address", host: "mongo-b.example", port: 27018, named: true },
    ]);
    expect(neededSecrets(settings("prod", { mongodb: TWO }))).toContain("mongodbBackendPassword");
  });

  it("may be a replica set with its own certificate authority", () => {
    const { env, server } = backendWith({ ...TWO, replicaSet: "cars", certificateAuthority: PEM });
    expect(env.MONGODB_URI).toMatch(/\?tls=true&replicaSet=cars$/);
    expect(env.MONGODB_CA_FILE).toBe("/etc/authorities/mongodb.pem");
    expect(server.configMaps.flatMap(({ data }) => Object.keys(data ?? {}))).toContain(
      "mongodb.pem",
    );
  });

  it("may be found by an SRV record, whose hosts only DNS knows", () => {
    const srv = { hosts: ["cluster.mongo.example"], srv: true };
    expect(backendWith(srv).env.MONGODB_URI).toBe(
      "mongodb+srv://cluster.mongo.example/autodealgenie?tls=true",
    );
    expect(asked(srv)).toEqual([{ kind: "address", host: "cluster.mongo.example", port: 27017 }]);
  });

  it.each([{}, TWO, { ...TWO, replicaSet: "cars" }, { hosts: ["c.example"], srv: true }])(
    "%j: the backend accepts the URI that it gets",
    (mongodb) => {
      const { MONGODB_URI } = backendWith(mongodb).env;
      // The environment is incomplete, but none of the errors is about MongoDB's address.
      const read = () => readConfig({ MONGODB_URI, MONGODB_USER: "u" });
      expect(read).toThrow(/MONGODB_PASSWORD_FILE/);
      expect(read).not.toThrow(/MONGODB_URI: /);
    },
  );
});
