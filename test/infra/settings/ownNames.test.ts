import { redisPasswordFile } from "../../../infra/components/redisExporter";
import { podTemplateOf } from "../../../infra/kubernetes/workload";
import { plan } from "../../../infra/plan";
import { redisAddress } from "../../../infra/settings/addresses";
import { merged } from "../../../tools/render/merge";
import { renderStack } from "../../../tools/render/render";
import { settings } from "../../support/stacks";

type Overrides = NonNullable<Parameters<typeof settings>[1]>;

const USERS = { backend: "app-dealers", exporter: "reader" };

type Planned = ReturnType<typeof plan>;
const containerOf = ({ resource }: Planned["backend"]) =>
  podTemplateOf(resource).spec?.containers[0];
/** The environment variables of a server. */
const variablesOf = (server: Planned["backend"]) =>
  Object.fromEntries((containerOf(server)?.env ?? []).map(({ name, value }) => [name, value]));

describe("an external PostgreSQL", () => {
  const NAMED: Overrides = { postgres: { database: "dealers-2.prod", users: USERS } };

  it("may have a database and roles of other names", () => {
    const { backend, postgresExporter } = plan(settings("prod", NAMED));
    expect(variablesOf(backend)).toMatchObject({
      DATABASE_NAME: "dealers-2.prod",
      DATABASE_USER: "app-dealers",
    });
    const { DATA_SOURCE_URI, DATA_SOURCE_USER } = variablesOf(postgresExporter);
    expect(DATA_SOURCE_URI).toMatch(/:5432\/dealers-2\.prod\?sslmode=/);
    expect(DATA_SOURCE_USER).toBe("reader");
  });

  it.each([
    ["prod", {}],
    ["prod", { prometheus: { shards: 2 } }],
    [
      "dev",
      {
        mode: "operator",
        operator: { prometheus: { namespace: "operated" } },
        postgres: { host: "data.dealer.io" },
      },
    ],
  ] as const)("is selected by these names in every query: %s %j", async (stack, more) => {
    const rendered = async (overrides: Overrides) =>
      [
        ...(await renderStack(stack, { overrides: merged(overrides, more) as Overrides })).files,
      ].map(([path, text]) => [path, text.replace(/checksum\/config: .*/g, "")] as const);
    const before = await rendered({});
    const after = await rendered(NAMED);
    const renamed = before.map(([path, text]) => [
      path,
      text
        .replaceAll(/(?<=datname=\\*")autodealgenie(?=\\*")/g, "dealers-2.prod")
        .replaceAll(/(?<=user!=\\*")exporter(?=\\*")/g, "reader"),
    ]);
    const servers = /(backend|worker|postgres-exporter|pulumi)/i;
    const queries = (files: readonly (readonly string[])[]) =>
      files.filter(([path = ""]) => !servers.test(path));
    expect(queries(after)).toEqual(queries(renamed));
    // The replaced texts exist.
    expect(queries(renamed)).not.toEqual(queries(before));
  });

  it("may not have one role for both", () => {
    expect(() => settings("prod", { postgres: { users: { exporter: "autodealgenie" } } })).toThrow(
      "postgres.users.exporter: must differ from postgres.users.backend, got autodealgenie for both: the alert SlowQueries leaves out the exporter's statements",
    );
  });

  it("may not share its database or its role with Grafana, whatever they are called", () => {
    const host = "postgres.autodealgenie.example";
    const database = { host, name: "dealers-2.prod", user: "app-dealers" };
    expect(() => settings("prod", { ...NAMED, grafana: { database } })).toThrow(
      /grafana\.database\.name: must differ .*\n.*grafana\.database\.user: must differ/,
    );
  });

  it.each(["", "two words", "a/b", "a?b", "16", "template0", "x".repeat(64)])(
    "cannot have a database named %j",
    (database) => {
      expect(() => settings("prod", { postgres: { database } })).toThrow(
        "postgres.database: must be a database's name",
      );
    },
  );
});

describe("an external MongoDB", () => {
  const hosts = ["data.dealer.io"];

  it("may have a database and users of other names", () => {
    const { backend, mongodbExporter } = plan(
      settings("prod", {
        mongodb: {
          hosts,
          database: "dealers-2",
          users: USERS,
          authSource: { backend: "dealers-2" },
          retryWrites: false,
        },
      }),
    );
    expect(variablesOf(backend)).toMatchObject({
      MONGODB_URI: "mongodb://data.dealer.io:27017/dealers-2?tls=true&retryWrites=false",
      MONGODB_USER: "app-dealers",
      MONGODB_AUTH_SOURCE: "dealers-2",
    });
    expect(variablesOf(mongodbExporter!)).toMatchObject({ MONGODB_USER: "reader" });
    expect(containerOf(mongodbExporter!)?.args).toContain(
      "--mongodb.uri=mongodb://data.dealer.io:27017/?tls=true&authSource=admin",
    );
  });

  it("knows users with certificates by their subjects", () => {
    expect(() =>
      settings("prod", { mongodb: { hosts, signIn: "certificate", users: { backend: "app" } } }),
    ).toThrow(
      "mongodb.users.backend: must be left out with mongodb.signIn certificate, got app: the users are the subjects of their certificates",
    );
  });

  it.each(["", "two words", "a.b", "a/b", "a$b"])("cannot have a database named %j", (database) => {
    expect(() => settings("prod", { mongodb: { hosts, database } })).toThrow(
      "mongodb.database: must be a database's name",
    );
  });
});

describe("an external Redis", () => {
  it("may have users of other names, with which the backend and the exporter sign in", () => {
    const users = { backend: "app-cache", exporter: "default" };
    const config = settings("prod", { redis: { users } });
    const { backend, redisExporter } = plan(config);
    expect(variablesOf(backend)).toMatchObject({ REDIS_USERNAME: "app-cache" });
    expect(containerOf(redisExporter)?.args).toContain("--redis.user=default");
    const file = redisPasswordFile(
      redisAddress(config.redis),
      "secret",
      config.images.redisExporter,
    );
    expect(JSON.parse(file)).toEqual({
      "rediss://redis.autodealgenie.example:6379": "secret",
      "rediss://default@redis.autodealgenie.example:6379": "secret",
    });
  });

  it.each(["", "two words", "a@b", "a:b", "a/b", "%41"])(
    "cannot have a user named %j",
    (backend) => {
      expect(() => settings("prod", { redis: { users: { backend } } })).toThrow(
        "redis.users.backend: must be a user's name",
      );
    },
  );
});

it.each<readonly [path: string, value: string, Overrides]>([
  ["postgres.database", "dealers", { postgres: { database: "dealers" } }],
  ["postgres.users.backend", "app", { postgres: { users: { backend: "app" } } }],
  ["mongodb.database", "dealers", { mongodb: { database: "dealers" } }],
  ["mongodb.users.exporter", "reader", { mongodb: { users: { exporter: "reader" } } }],
  ["mongodb.authSource.backend", "dealers", { mongodb: { authSource: { backend: "dealers" } } }],
  ["mongodb.retryWrites", "false", { mongodb: { retryWrites: false } }],
  ["redis.users.exporter", "default", { redis: { users: { exporter: "default" } } }],
])("%s cannot be set for the server that the stack deploys", (path, value, overrides) => {
  const [section = ""] = path.split(".");
  const host = section === "mongodb" ? "hosts" : "host";
  expect(() => settings("dev", overrides)).toThrow(
    `${path}: must be left out without ${section}.${host}, got ${value}`,
  );
});
