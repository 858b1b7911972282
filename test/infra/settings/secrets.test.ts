import { PEM } from "../support/completeSettings";
import { podTemplateOf } from "../../../infra/kubernetes/workload";
import { randomBytes } from "node:crypto";

import { findings } from "../../../infra/model-checks";
import { SECRET_KEYS, type SecretKey } from "../../../infra/settings/secrets";
import type { Container, PodTemplate } from "../../../infra/objects/kubernetes";
import { buildStack } from "../../../infra/plan";
import {
  configOf,
  renderStack,
  type Rendered,
  type RenderOptions,
} from "../../../tools/render/render";
import { neededSecrets } from "../../../infra/settings/secrets";

const OAUTH = { clientId: "grafana", roles: { admin: ["operations"] } };
const ADDRESS = "https://sign-in.example/oauth2";
const UUID = "4513b7ea-3b91-438f-b7e4-e3e54af91470";

/** Settings that need every possible secret. */
const EVERYTHING = {
  backend: {
    vehicleApi: { url: "https://vehicles.example" },
    llm: { baseUrl: "https://llm.example/v1", model: "some/model" },
  },
  postgres: { host: "postgres.example" },
  redis: { host: "redis.example" },
  mongodb: { hosts: ["mongodb.example"], clientCertificate: PEM },
  kafka: {
    brokers: ["kafka.example:9093"],
    clientCertificate: PEM,
    signIn: { user: "autodealgenie" },
  },
  grafana: {
    database: { host: "grafana-db.example" },
    signIn: {
      genericOauth: { ...OAUTH, authUrl: ADDRESS, tokenUrl: ADDRESS, apiUrl: ADDRESS },
      google: {
        clientId: "grafana",
        allowedDomains: ["dealer.example"],
        roles: { admin: ["operations@dealer.example"] },
      },
      github: {
        clientId: "grafana",
        allowedOrganizations: ["dealer"],
        roles: { admin: ["@dealer/operations"] },
      },
      azureAd: { clientId: UUID, tenantId: UUID, roles: { admin: [UUID] } },
      ldap: {
        host: "directory.example",
        bindDn: "cn=grafana,dc=example",
        searchBaseDns: ["dc=example"],
        roles: { admin: ["cn=operations,dc=example"] },
      },
    },
  },
  notifications: {
    opsgenie: { responders: [{ type: "team", name: "On call" }] },
    webhooks: [{ name: "audit", severities: ["critical"] }],
  },
} satisfies RenderOptions["overrides"];

/** A value that cannot occur by chance, and that needs quotes and escapes in any format. */
const unique = () => `${randomBytes(12).toString("hex")}"'\\$ %/+`;

/** A value in the forms in which it may be written: plain, in a URL, in JSON, and in a Secret's data. */
function formsOf(value: string): readonly string[] {
  return [
    value,
    // Its first part contains nothing that any format would escape.
    value.slice(0, 24),
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    Buffer.from(value).toString("base64").slice(0, 30),
  ];
}

/** Object storages, of which a stack has only one. */
const STORAGES = {
  s3: { type: "s3", bucket: "samples", endpoint: "s3.eu-central-1.amazonaws.com" },
  gcs: { type: "gcs", bucket: "samples" },
  azure: { type: "azure", account: "samples", container: "samples" },
} as const;
const ELSEWHERE = {
  s3: ["slackAppToken", "objectStorageServiceAccount", "objectStorageAccountKey"],
  gcs: [
    "slackWebhookUrl",
    "objectStorageAccessKey",
    "objectStorageSecretKey",
    "objectStorageAccountKey",
  ],
  azure: [
    "slackAppToken",
    "objectStorageAccessKey",
    "objectStorageSecretKey",
    "objectStorageServiceAccount",
  ],
};

describe.each([
  ["dev", "gcs"],
  ["dev", "azure"],
  ["prod", "s3"],
] as const)("the secrets of %s with a bucket of type %s", (stack, storage) => {
  const overrides = {
    ...EVERYTHING,
    notifications: {
      ...EVERYTHING.notifications,
      slack: { by: storage === "gcs" ? "app" : "webhook" },
    } as const,
    objectStorage: STORAGES[storage],
    thanos: {},
    backups: { grafana: {}, silences: {} },
  };
  const given = {} as Record<SecretKey, string>;
  const made: Record<string, string> = {};
  let rendered: Rendered;

  beforeAll(async () => {
    for (const key of neededSecrets(configOf(stack, overrides))) given[key] = unique();
    rendered = await renderStack(stack, {
      overrides,
      secrets: given,
      random: (name) => (made[name] ??= unique()),
    });
  });

  it("cover every possible secret", () => {
    expect(Object.keys(given)).toEqual(
      expect.arrayContaining([
        ...SECRET_KEYS.filter((key) => !ELSEWHERE[storage].includes(key)),
        "webhookUrl-audit",
      ]),
    );
    expect(Object.keys(made).length).toBeGreaterThanOrEqual(3);
  });

  it("are all in Secrets, and in no other object or file", () => {
    const values = [...Object.values(given), ...Object.values(made)];
    const all = values.flatMap(formsOf);
    const holding = (text: string) => all.filter((form) => text.includes(form));
    const secrets = rendered.objects.filter(({ kind }) => kind === "Secret");
    for (const value of values) {
      const where = secrets.filter((secret) =>
        Object.values(secret.stringData ?? {}).some((text) => holdsOne(text, value)),
      );
      expect(where.length).toBeGreaterThan(0);
    }
    for (const object of rendered.objects) {
      if (object.kind !== "Secret") expect(holding(JSON.stringify(object))).toEqual([]);
      // Not even in names and labels.
      expect(holding(JSON.stringify({ ...object, stringData: {} }))).toEqual([]);
    }
    for (const [path, text] of rendered.files) {
      if (!path.startsWith("manifests/Secret-")) expect(holding(text)).toEqual([]);
    }
  });

  it("are passed to containers only as files, not in environment variables", () => {
    const containers = rendered.objects.flatMap(({ spec }): readonly Container[] => {
      const pod = (spec as { template?: PodTemplate } | undefined)?.template?.spec;
      return [...(pod?.containers ?? []), ...(pod?.initContainers ?? [])];
    });
    expect(containers.length).toBeGreaterThan(6);
    for (const { env = [], envFrom } of containers) {
      expect(envFrom).toBeUndefined();
      expect(env.filter(({ valueFrom }) => valueFrom && !valueFrom.fieldRef)).toEqual([]);
      for (const { name, value = "" } of env) {
        if (/PASSWORD|SECRET|TOKEN|KEY|PASS/.test(name))
          expect(value).toMatch(/^\/etc\/(secrets|tls)\//);
      }
    }
  });

  it("cannot be read from the API server by our service accounts", () => {
    interface Rules {
      readonly rules?: readonly {
        readonly apiGroups?: string[];
        readonly resources?: string[];
        readonly verbs: string[];
      }[];
    }
    const roles = rendered.objects.filter(({ kind }) => /^(Cluster)?Role$/.test(kind));
    expect(roles.length).toBeGreaterThan(3);
    for (const { kind, rules = [] } of roles as unknown as readonly ({ kind: string } & Rules)[]) {
      for (const { resources = [], verbs, apiGroups = [] } of rules) {
        expect(resources.filter((each) => /secrets|\*/.test(each))).toEqual([]);
        expect([...verbs, ...apiGroups].filter((each) => each.includes("*"))).toEqual([]);
        // It may change nothing, and nodes are the only cluster-wide objects that it may read.
        expect(verbs.filter((verb) => !["get", "list", "watch"].includes(verb))).toEqual([]);
        if (kind === "ClusterRole") expect(resources.join()).toMatch(/^nodes(\/metrics)?$/);
      }
    }
    const bound = rendered.objects.filter(({ kind }) => kind.endsWith("Binding"));
    for (const { roleRef } of bound as unknown as readonly { roleRef: { name: string } }[]) {
      expect(roles.map(({ metadata }) => metadata.name)).toContain(roleRef.name);
    }
  });
});

describe("a secret that already exists in the cluster", () => {
  const existingSecrets = {
    grafanaDatabasePassword: { secretName: "grafana-db-credentials", key: "password" },
    postgresExporterPassword: { secretName: "exporter-credentials", key: "pw" },
    redisExporterPassword: { secretName: "exporter-credentials", key: "redis.json" },
    watchdogUrl: { secretName: "dead-mans-switch", key: "url" },
  };
  const config = configOf("prod", { existingSecrets });

  it("is neither required nor generated, and is in none of our Secrets", async () => {
    const needed = neededSecrets(config);
    for (const key of Object.keys(existingSecrets)) expect(needed).not.toContain(key);
    const made: string[] = [];
    const { objects } = await renderStack("prod", {
      overrides: { existingSecrets },
      random: (name) => {
        made.push(name);
        return "made";
      },
    });
    expect(made.sort()).toEqual(["grafana-admin", "grafana-secret-key", "jwt-secret"]);
    const secrets = objects.filter(({ kind }) => kind === "Secret");
    expect(secrets.map(({ metadata }) => metadata.name)).not.toContain("postgres-exporter");
    const keys = secrets.flatMap(({ stringData }) => Object.keys(stringData ?? {}));
    for (const gone of ["database-password", "passwords.json", "watchdog-url"]) {
      const kept = gone === "database-password" ? ["database-password"] : [];
      expect(keys.filter((key) => key === gone)).toEqual(kept);
    }
  });

  it("is mounted under the usual file name, together with the other secrets", () => {
    const { parts: workloads, declared } = buildStack(config);
    const secretsOf = (part: keyof typeof workloads) =>
      podTemplateOf(workloads[part]!.resource).spec!.volumes!.find(
        ({ name }) => name === "secrets",
      );
    expect(secretsOf("grafana")).toEqual({
      name: "secrets",
      projected: {
        defaultMode: 0o440,
        sources: [
          {
            secret: {
              name: "grafana",
              items: ["admin-password", "secret-key", "generic-oauth-client-secret"].map((key) => ({
                key,
                path: key,
              })),
            },
          },
          {
            secret: {
              name: "grafana-db-credentials",
              items: [{ key: "password", path: "database-password" }],
            },
          },
        ],
      },
    });
    // The secrets of the backup itself, besides those of another container in the same pod.
    expect(secretsOf("backupGrafana")!.projected!.sources).toEqual([
      {
        secret: {
          name: "grafana-db-credentials",
          items: [{ key: "password", path: "database-password" }],
        },
      },
    ]);
    expect(secretsOf("postgresExporter")!.projected!.sources).toEqual([
      { secret: { name: "exporter-credentials", items: [{ key: "pw", path: "password" }] } },
    ]);
    expect(findings(declared)).toEqual([]);
  });

  it("is rejected if nothing needs it", () => {
    expect(() =>
      configOf("dev", { existingSecrets: { llmApiKey: { secretName: "llm", key: "key" } } }),
    ).toThrow("existingSecrets.llmApiKey: must be left out because nothing needs it, got llm");
  });
});

/** Redis's user and password files contain other words, too, and JSON contains escapes. */
function holdsOne(text: string, value: string): boolean {
  return text.includes(value) || text.includes(JSON.stringify(value).slice(1, -1));
}
