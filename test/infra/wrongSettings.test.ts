import * as pulumi from "@pulumi/pulumi";

import { parseConfig } from "../../infra/config";
import { merged } from "../../infra/render/merge";
import { settingsOf, STACKS, type StackName } from "../../infra/render/render";
import { IDENTITY_CONTRADICTIONS } from "./support/identityContradictions";
import { missing, mutationsBy, OPERATORS, unknownKeys, type Mutation } from "./support/mutations";

const PEM = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

/** What neither stack sets and no default fills in, so that it can be wrong, too. */
const OPTIONAL = {
  storageClass: "fast",
  prometheus: { url: "https://prometheus.example", retentionSize: "10Gi" },
  alertmanager: { url: "https://alertmanager.example" },
  ingress: {
    className: "nginx",
    issuer: { acme: { email: "operations@dealer.example" } },
    backendHost: "app.example",
    authentication: { url: "https://auth.example/auth", signInUrl: "https://auth.example/start" },
  },
  internalTls: { issuer: { selfSigned: true } },
  existingSecrets: { watchdogUrl: { secretName: "switch", key: "URL" } },
  grafana: {
    url: "https://grafana.example",
    replicas: 2,
    database: {
      host: "grafana-db.example",
      certificateAuthority: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    },
    signIn: {
      genericOauth: {
        clientId: "Grafana",
        authUrl: "https://sign-in.example/authorize",
        tokenUrl: "https://sign-in.example/token",
        apiUrl: "https://sign-in.example/userinfo",
        allowedDomains: ["dealer.example"],
        roles: { admin: ["/operations"], editor: ["/engineering"], viewer: ["/sales", "/support"] },
        certificateAuthority: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
      },
      google: {
        clientId: "Grafana",
        allowedDomains: ["dealer.example"],
        roles: { viewer: ["everyone@dealer.example"] },
      },
      github: {
        clientId: "Grafana",
        allowedOrganizations: ["Dealer"],
        roles: { editor: ["@Dealer/Developers"] },
      },
      azureAd: {
        clientId: "4513b7ea-3b91-438f-b7e4-e3e54af91470",
        tenantId: "4513b7ea-3b91-438f-b7e4-e3e54af91471",
        roles: { admin: ["4513b7ea-3b91-438f-b7e4-e3e54af91472"] },
      },
      ldap: {
        host: "directory.example",
        certificateAuthority: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        bindDn: "cn=grafana,dc=dealer,dc=example",
        searchBaseDns: ["ou=people,dc=dealer,dc=example"],
        groupSearch: { baseDns: ["ou=groups,dc=dealer,dc=example"], filter: "(member=%s)" },
        roles: { viewer: ["cn=everyone,ou=groups,dc=dealer,dc=example"] },
      },
    },
  },
  availability: { priorityClass: "important" },
  backend: {
    autoscaling: { maxReplicas: 5 },
    authRateLimitPer15Min: 10,
    searchRateLimitPerHour: 100,
    vehicleApi: { url: "https://vehicles.example" },
    llm: {
      baseUrl: "https://llm.example/v1",
      model: "some/model",
      timeoutSeconds: 20,
      prices: { prompt: 3, completion: 15 },
    },
  },
  network: {
    ingressNamespace: "ingress-nginx",
    ingressBlocks: ["10.0.0.0/16"],
    receivers: ["tools.ops.svc:8080"],
  },
  objectStorage: {
    type: "s3",
    bucket: "samples",
    endpoint: "s3.storage.internal",
    region: "eu-central-1",
    certificateAuthority: PEM,
  },
  thanos: {},
  backups: { grafana: {}, silences: {} },
  remoteWrite: [
    {
      name: "mimir",
      url: "https://mimir.example/api/v1/push",
      auth: { type: "basic", username: "autodealgenie" },
      tls: { certificateAuthority: PEM, serverName: "mimir.example", certificate: PEM },
      tenant: "cars",
      keep: ["slo:*", "up"],
      drop: ["go_*"],
      queue: { sampleAgeLimit: "1h" },
    },
    { name: "other", url: "https://metrics.example/api/v1/write", auth: { type: "bearer" } },
  ],
  certificates: ["https://grafana.example", "https://shop.example:8443/path"],
  certificateAuthority: PEM,
  notifications: {
    opsgenie: {
      responders: [
        { type: "team", name: "On call" },
        { type: "user", username: "someone@autodealgenie.example" },
        { type: "schedule", id: "4513b7ea-3b91-438f-b7e4-e3e54af9147c" },
      ],
    },
    webhooks: [{ name: "audit", severities: ["critical", "info"] }],
    maintenance: [
      { name: "releases", weekdays: ["sunday"], times: [{ start: "02:00", end: "04:00" }] },
    ],
  },
};

/** Every setting of a stack, written out: those of its file, the defaults, and the optional ones. */
function complete(stack: StackName): unknown {
  return JSON.parse(
    JSON.stringify(parseConfig(merged(settingsOf(stack), OPTIONAL), `Pulumi.${stack}.yaml`)),
  );
}

/** What is wrong with how some settings are refused; nothing where it is as it should be. */
function faultOf(stack: StackName, { path, value, settings }: Mutation): string | undefined {
  const what = `${path}: ${JSON.stringify(value ?? null).slice(0, 60)}`;
  try {
    parseConfig(settings, `Pulumi.${stack}.yaml`);
  } catch (error) {
    if (!(error instanceof pulumi.RunError)) return `${what} is no refusal: ${String(error)}`;
    const faults = error.message.split("\n").slice(1, -1);
    const told = faults.filter((line) => line.includes(namedAs(path)));
    if (told.length === 0) return `${what} is not named: ${String(faults[0])}`;
    if (!told.some((line) => forms(value).some((form) => line.includes(form)))) {
      return `${what} is not shown: ${String(told[0])}`;
    }
    return faults.every((line) => line.startsWith("  ")) ? undefined : `${what} breaks a line`;
  }
  return `${what} is accepted`;
}

/** A responder is one of several shapes, and so refused as a whole. Without its type, nothing has a shape to be held against. */
function namedAs(path: string): string {
  return path.replace(/(?<=responders\.\d+)\..*/, "").replace(/(?<=\.)typ_$/, "type");
}

/** How a message may show a value: as JSON, cut, or as it stands; a list by its last entry. */
function forms(value: unknown): readonly string[] {
  if (value === undefined) return ["is missing"];
  const json = JSON.stringify(value).replace(/\/\/[^\s/"@]*@/g, "//[secret]@");
  if (Array.isArray(value)) return [json.slice(0, 40), ...value.slice(-1).flatMap(forms)];
  if (typeof value === "object" && value !== null) {
    return [json.slice(0, 40), ...Object.values(value).filter((each) => isWord(each))];
  }
  const plain = typeof value === "string" ? value : json;
  const number = typeof value === "number" ? [String(value)] : [];
  return [json.slice(0, 40), ...number, ...(isWord(plain) ? [plain.slice(0, 40)] : [])];
}

/** Whether a message may show a value without quotes. */
function isWord(value: unknown): value is string {
  return typeof value === "string" && !/^$|@/.test(value);
}

/** No default stands for these. */
const NEEDED =
  /^(environment|ingress\.(className|issuer|issuer\.acme\.email|authentication\.(url|signInUrl))|internalTls\.issuer|grafana|grafana\.url|grafana\.database\.host|grafana\.signIn\.\w+\.(clientId|tenantId|authUrl|tokenUrl|apiUrl|roles|bindDn|searchBaseDns|allowedOrganizations)|grafana\.signIn\.google\.allowedDomains|grafana\.signIn\.ldap\.(host|groupSearch\.(baseDns|filter))|notifications|notifications\.email|notifications\.email\.(to|from|smarthost)|backend\.vehicleApi\.url|backend\.llm\.(baseUrl|model)|backend\.llm\.prices\.(prompt|completion)|objectStorage\.(type|bucket|endpoint)|remoteWrite\.\d+\.(name|url)|remoteWrite\.\d+\.auth\.(type|username)|notifications\.webhooks\.\d+\.(name|severities)|notifications\.maintenance\.\d+\.(name|times)|notifications\.maintenance\.\d+\.times\.\d+\.(start|end))$/;

let refused = 0;

describe.each(STACKS)("wrong settings of %s", (stack) => {
  const right = complete(stack);
  const check = (mutations: readonly Mutation[]) => {
    expect(mutations.length).toBeGreaterThan(0);
    expect(mutations.flatMap((each) => faultOf(stack, each) ?? [])).toEqual([]);
    refused += mutations.length;
  };

  it("are told from right ones, which are accepted written out as well", () => {
    expect(parseConfig(right, "here")).toEqual(right);
  });

  it.each(Object.entries(OPERATORS))("are refused by name: %s", (_, operator) => {
    check(mutationsBy(operator, right));
  });

  it("are refused by name: unheard of, or misspelt", () => {
    check(unknownKeys(right));
  });

  it("are refused by name: missing", () => {
    const external = /^(postgres|redis)\.host$/;
    check(missing(right, (path) => NEEDED.test(path) || (stack === "prod" && external.test(path))));
  });
});

const LONG_TERM = {
  objectStorage: { type: "s3", bucket: "samples", endpoint: "s3.example" },
  thanos: {},
};
const WRITE = { name: "a", url: "https://a.example" };

/** Settings that cannot be so together: what is set, in which stacks, and the setting that is named with its value. */
const CONTRADICTIONS: readonly {
  readonly title: string;
  readonly set: object;
  readonly only?: StackName;
  readonly told: string;
}[] = [
  {
    title: "more is kept than the volume holds",
    set: { prometheus: { storage: "100Gi", retentionSize: "120Gi" } },
    told: "prometheus.retentionSize: must be at most 87040Mi, 85 % of prometheus.storage, 100Gi, got 120Gi",
  },
  {
    title: "all of the volume is kept, and nothing left for what is being written",
    set: { prometheus: { storage: "100Gi", retentionSize: "100Gi" } },
    told: "prometheus.retentionSize: must be at most 87040Mi",
  },
  {
    title: "samples are kept for a shorter time than an objective looks back",
    set: { prometheus: { retention: "7d" } },
    told: "must not be longer than prometheus.retention, 7d, got 30d",
  },
  {
    title: "an objective looks back for longer than samples are kept",
    set: { slos: { latency: { period: "90d" } } },
    told: "slos.latency.period: must not be longer than prometheus.retention, 30d, got 90d",
  },
  {
    title: "an alert looks back for longer than samples are kept",
    set: { prometheus: { retention: "2d" }, alerts: { SlowQueries: { window: "3d" } } },
    told: "alerts.SlowQueries.window: must not be longer than prometheus.retention, 2d, got 3d",
  },
  {
    title: "two webhooks have one name",
    set: {
      notifications: {
        webhooks: [
          { name: "audit", severities: ["critical"] },
          { name: "audit", severities: ["info"] },
        ],
      },
    },
    told: 'notifications.webhooks: must have one "audit", has several',
  },
  {
    title: "two maintenance windows have one name",
    set: {
      notifications: {
        maintenance: [
          { name: "night", times: [{ start: "01:00", end: "02:00" }] },
          { name: "night", times: [{ start: "03:00", end: "04:00" }] },
        ],
      },
    },
    told: 'notifications.maintenance: must have one "night", has several',
  },
  {
    title: "a maintenance window ends before it starts",
    set: {
      notifications: { maintenance: [{ name: "n", times: [{ start: "22:00", end: "02:00" }] }] },
    },
    told: "notifications.maintenance.0.times.0: must end after it starts",
  },
  {
    title: "a maintenance window has an hour twice",
    set: {
      notifications: {
        maintenance: [
          {
            name: "n",
            times: [
              { start: "03:00", end: "05:00" },
              { start: "01:00", end: "04:00" },
            ],
          },
        ],
      },
    },
    told: "notifications.maintenance.0.times: must not overlap, got 01:00 to 04:00 and 03:00 to 05:00",
  },
  {
    title: "maintenance never ends",
    set: {
      notifications: {
        maintenance: [{ name: "always", times: [{ start: "00:00", end: "24:00" }] }],
      },
    },
    told: 'notifications.maintenance.0: must leave some time of the week, got "always" for all of it',
  },
  {
    title: "what is for the record wakes somebody sooner than what is critical",
    set: { notifications: { opsgenie: { priorities: { critical: "P4", info: "P1" } } } },
    told: "notifications.opsgenie.priorities.info: must not be more urgent than that of warning, P3, got P1",
  },
  {
    title: "two servers share an address of people's",
    set: { grafana: { url: "https://ops.example" }, prometheus: { url: "https://ops.example/" } },
    told: "grafana.url: must differ from prometheus.url, got https://ops.example for both",
  },
  {
    title: "both data services are one",
    set: { postgres: { host: "data.example" }, redis: { host: "data.example", port: 5432 } },
    told: "redis.host: must differ from postgres.host, got data.example:5432 for both",
  },
  {
    title: "the backend's pools hold more connections than PostgreSQL takes",
    set: { backend: { replicas: 9, databasePoolMax: 20 } },
    only: "dev",
    told: "backend.databasePoolMax: must be at most 9 with backend.replicas 9, got 20",
  },
  {
    title: "replicas are scaled to fewer than there are",
    set: { backend: { replicas: 4, autoscaling: { maxReplicas: 4 } } },
    told: "backend.autoscaling.maxReplicas: must be more than backend.replicas, 4, got 4",
  },
  {
    title: "replicas are added only once an alert on their use fires",
    set: { backend: { autoscaling: { maxReplicas: 6, cpuPercent: 80 } } },
    told: "backend.autoscaling.cpuPercent: must be below alerts.HighCPUUsage.limit, 80 %, got 80",
  },
  {
    title: "the backend is scaled until its pools hold more connections than PostgreSQL takes",
    set: { backend: { autoscaling: { maxReplicas: 9 }, databasePoolMax: 10 } },
    only: "dev",
    told: "backend.databasePoolMax: must be at most 9 with backend.autoscaling.maxReplicas 9, got 10",
  },
  ...IDENTITY_CONTRADICTIONS,
  {
    title: "an authority is trusted for no address",
    set: { certificates: [], certificateAuthority: OPTIONAL.certificateAuthority },
    told: "certificateAuthority: must be left out",
  },
  {
    title: "a question is slow only after it was given up",
    set: { backend: { llm: { ...OPTIONAL.backend.llm, timeoutSeconds: 5 } } },
    told: "alerts.LLMSlow.limit: must be below backend.llm.timeoutSeconds, 5, got 5",
  },
  {
    title: "working hours end before they begin",
    set: { workingHours: { fromHour: 17, toHour: 9 } },
    told: "workingHours: must be longer than NoDealsCreated's window and wait, 4h and 30m, got 17 to 9",
  },
  {
    title: "an objective leaves no room for its alert",
    set: { slos: { availability: { objective: 0.9 } } },
    told: "slos.availability.objective: must be above 0.9306, got 0.9",
  },
  {
    title: "Thanos has nowhere to keep samples",
    set: { thanos: {}, objectStorage: undefined },
    only: "dev",
    told: "objectStorage: must say where Thanos keeps samples, and is missing, while thanos is set",
  },
  {
    title: "nobody uses the object storage",
    set: { objectStorage: { type: "gcs", bucket: "samples" } },
    only: "dev",
    told: "thanos: must be set, {} at the least, and is missing, as backups is: nobody else uses objectStorage, got gcs",
  },
  {
    title: "backups have nowhere to go",
    set: { backups: { silences: {} }, objectStorage: undefined },
    only: "dev",
    told: "objectStorage: must say where backups are kept, and is missing, while backups is set",
  },
  {
    title: "backups are of nothing",
    set: { ...LONG_TERM, backups: {} },
    only: "dev",
    told: "backups: must have grafana or silences, {} at the least, or be left out, got neither",
  },
  {
    title: "a Grafana without a database is backed up",
    set: { ...LONG_TERM, backups: { grafana: {} } },
    only: "dev",
    told: "backups.grafana: must be left out without grafana.database, got one",
  },
  {
    title: "replicas have no query in front",
    set: { prometheus: { replicas: 2 } },
    only: "dev",
    told: "prometheus.replicas: must be 1 without thanos and its query in front, got 2",
  },
  {
    title: "shards have no query in front",
    set: { prometheus: { shards: 2 } },
    only: "dev",
    told: "prometheus.shards: must be 1 without thanos and its query in front, got 2",
  },
  {
    title: "samples are gone before there are aggregates of them",
    set: { ...LONG_TERM, thanos: { retention: { raw: "30h" } } },
    told: "thanos.retention.raw: must be at least 40h, got 30h",
  },
  {
    title: "aggregates over 5 minutes are gone before there are any over an hour",
    set: { ...LONG_TERM, thanos: { retention: { raw: "2d", fiveMinutes: "9d" } } },
    told: "thanos.retention.fiveMinutes: must be at least 10d, got 9d",
  },
  {
    title: "aggregates over 5 minutes are gone before what they are made of",
    set: { ...LONG_TERM, thanos: { retention: { raw: "90d", fiveMinutes: "60d" } } },
    told: "thanos.retention.fiveMinutes: must be at least 90d, got 60d",
  },
  {
    title: "aggregates over an hour are gone before those over 5 minutes",
    set: { ...LONG_TERM, thanos: { retention: { fiveMinutes: "1y", oneHour: "180d" } } },
    told: "thanos.retention.oneHour: must be at least 1y, got 180d",
  },
  {
    title: "two who are sent samples have one name",
    set: { remoteWrite: [WRITE, { ...WRITE, url: "https://b.example" }] },
    told: 'remoteWrite: must have one "a", has several',
  },
  {
    title: "somebody is sent each sample twice",
    set: { remoteWrite: [WRITE, { ...WRITE, name: "b" }] },
    told: "remoteWrite.1.url: must differ from remoteWrite.0.url, or its tenant must, got https://a.example for both",
  },
  {
    title: "a message never gets full",
    set: { remoteWrite: [{ ...WRITE, queue: { capacity: 1000 } }] },
    told: "remoteWrite.0.queue.capacity: must be at least queue.maxSamplesPerSend, 2000, got 1000",
  },
  {
    title: "what is to be sent is dropped",
    set: { remoteWrite: [{ ...WRITE, keep: ["up"], drop: ["up"] }] },
    told: "remoteWrite.0.drop: must not drop what is to be kept, got up",
  },
  {
    title: "a choice is made that the protocol leaves nobody",
    set: { remoteWrite: [{ ...WRITE, protocol: 2, sendNativeHistograms: true }] },
    told: "remoteWrite.0.sendNativeHistograms: must be left out with protocol 2",
  },
  {
    title: "somebody is trusted who shows no certificate",
    set: {
      remoteWrite: [{ ...WRITE, url: "http://a.example", tls: { serverName: "a.example" } }],
    },
    told: "remoteWrite.0.tls: must be left out where the URL is not https, got http://a.example",
  },
  {
    title: "a bucket is to show a certificate, and to speak without TLS",
    set: {
      ...LONG_TERM,
      objectStorage: { ...LONG_TERM.objectStorage, insecure: true, certificateAuthority: PEM },
    },
    told: "objectStorage.certificateAuthority: must be left out with insecure",
  },
  {
    title: "the volume is smaller than the write-ahead log",
    set: { prometheus: { storage: "512Mi" } },
    told: "prometheus.storage: must be at least 1024Mi, got 512Mi",
  },
  {
    title: "time is divided into fractions",
    set: { timeScale: 3 },
    only: "dev",
    told: "timeScale: must be 1, 2, 4, 5, 8, 10, 20, 25, 40 or 50, got 3",
  },
  ...(
    [
      [{ timeScale: 10 }, "timeScale: must be 1 in prod, got 10"],
      [
        { postgres: { sslMode: "disable" } },
        "postgres.sslMode: must be verify-full or require in prod, got disable",
      ],
      [
        { backend: { cookieSecure: false } },
        "backend.cookieSecure: must be true in prod, got false",
      ],
      [
        { grafana: { url: "http://grafana.example" } },
        "grafana.url: must be https in prod, got http://grafana.example",
      ],
      [
        { notifications: { email: { requireTls: false } } },
        "notifications.email.requireTls: must be true in prod, got false",
      ],
      [
        { notifications: { pagerduty: { url: "http://pager.example" } } },
        "notifications.pagerduty.url: must be https in prod, got http://pager.example",
      ],
      [
        { notifications: { opsgenie: { url: "http://genie.example" } } },
        "notifications.opsgenie.url: must be https in prod, got http://genie.example",
      ],
      [
        {
          thanos: {},
          objectStorage: { type: "s3", bucket: "samples", endpoint: "s3", insecure: true },
        },
        "objectStorage.insecure: must be false in prod, got true",
      ],
      [
        { remoteWrite: [{ ...WRITE, url: "http://a.example", auth: { type: "bearer" } }] },
        "remoteWrite.0.url: must be https in prod, got http://a.example: a token is sent",
      ],
      [
        { backend: { vehicleApi: { url: "http://cars.example" } } },
        "backend.vehicleApi.url: must be https in prod, got http://cars.example",
      ],
    ] as const
  ).map(([set, told]) => ({
    title: `prod is no place for it: ${told}`,
    set,
    told,
    only: "prod" as const,
  })),
];

describe.each(STACKS)("settings of %s that contradict each other", (stack) => {
  const cases = CONTRADICTIONS.filter(({ only = stack }) => only === stack);

  it.each(cases)("are refused: $title", ({ set, told }) => {
    const settings = merged(settingsOf(stack), set);
    expect(() => parseConfig(settings, `Pulumi.${stack}.yaml`)).toThrow(told);
    refused += 1;
  });
});

describe("of a stack whose settings are wrong", () => {
  it.each(STACKS)("nothing is applied in %s", async (stack) => {
    const registered: string[] = [];
    await pulumi.runtime.setMocks({
      newResource({ name, inputs }) {
        registered.push(name);
        return { id: name, state: inputs as object };
      },
      call: ({ inputs }) => inputs as object,
    });
    pulumi.runtime.setAllConfig({
      "autodealgenie:monitoring": JSON.stringify(
        merged(settingsOf(stack), { grafana: { storage: "0Gi" } }),
      ),
    });
    jest.isolateModules(() => {
      expect(() => jest.requireActual<object>("../../infra")).toThrow(
        'grafana.storage: must be a size such as 512Mi or 20Gi, got "0Gi"',
      );
    });
    await pulumi.runtime.disconnect();
    expect(registered).toEqual([]);
  });
});

it("are at least two hundred", () => {
  expect(refused).toBeGreaterThanOrEqual(200);
});
