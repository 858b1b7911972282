import { merged } from "../../../tools/render/merge";
import { settingsOf } from "../../../tools/render/render";
import { parseConfig } from "../../../infra/settings";
import { settings } from "../../support/stacks";
import { AUTHORITY_PEM } from "../../support/certificate";

function refusalOf(settings: object): string {
  try {
    parseConfig(merged(settingsOf("dev"), settings), "here");
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("They were accepted.");
}

const email = (more: object) => ({ notifications: { email: more } });
const groups = (groupsClaim: string) => ({
  grafana: {
    signIn: {
      genericOauth: {
        clientId: "a",
        authUrl: "https://id.dealer.io/a",
        tokenUrl: "https://id.dealer.io/t",
        apiUrl: "https://id.dealer.io/u",
        roles: { viewer: ["a"] },
        groupsClaim,
      },
    },
  },
});
const slack = (more: object) => ({ notifications: { slack: more } });
const wanted = (...times: readonly object[]) => ({
  notifications: { maintenance: [{ name: "night", times }] },
});

describe("a common mistake is rejected with a hint", () => {
  it.each<[settings: object, meant: string]>([
    [
      { prometheus: { storage: "100GB" } },
      'prometheus.storage: must be a size such as 512Mi or 20Gi, got "100GB": did you mean 100Gi?',
    ],
    [{ prometheus: { storage: "1.5Gi" } }, "did you mean 1536Mi?"],
    [{ prometheus: { storage: 50 } }, "the unit is missing, as in 50Mi or 50Gi"],
    [{ prometheus: { memory: 2147483648 } }, "did you mean 2048Mi?"],
    [{ prometheus: { memory: "2097152Ki" } }, "did you mean 2048Mi?"],
    [{ prometheus: { cpu: "2 cores" } }, "did you mean 2?"],
    [{ backend: { cpu: "50%" } }, "did you mean 500m?"],
    [{ prometheus: { memory: "512" } }, "the unit is missing, as in 512Mi or 512Gi"],
    [{ backend: { drainSeconds: "30s" } }, "did you mean 30?"],
    [{ backend: { autoscaling: { cpuPercent: "80%" } } }, "did you mean 80?"],
    [{ backend: { logLevel: "warning" } }, "did you mean warn?"],
    [{ workingHours: { firstDay: "monday" } }, "did you mean 1?"],
    [{ workingHours: { lastDay: "Sun" } }, "did you mean 0?"],
    [{ workingHours: { fromHour: "9:00" } }, "did you mean 9?"],
    [{ workingHours: { toHour: "5pm" } }, "did you mean 17?"],
    ...[{ token: "a" }, { clientSecret: "a" }].map((auth): [object, string] => [
      {
        remoteWrite: [
          {
            name: "a",
            url: "https://mimir.dealer.io/api/v1/push",
            auth: { type: "bearer", ...auth },
          },
        ],
      },
      "set secrets with pulumi config set --secret: remoteWritePassword-<name>, remoteWriteToken-<name>, remoteWriteClientSecret-<name>, remoteWriteTlsKey-<name>",
    ]),
    [{ workingHours: { start: "09:00" } }, "did you mean fromHour?"],
    [{ workingHours: { end: "17:00" } }, "did you mean toHour?"],
    [{ backend: { minReplicas: 2 } }, "the least is backend.replicas"],
    [
      { backend: { autoscaling: { minReplicas: 2, maxReplicas: 4 } } },
      "the least is backend.replicas",
    ],
    [{ imagePullSecrets: ["a"] }, "it belongs to images.pullSecrets"],
    [{ nodeSelector: { a: "b" } }, "it belongs to servers.all.nodeSelector"],
    [{ cluster: { distribution: "k0s" } }, "for any other cluster, use other"],
    [
      { proxy: { url: "http://proxy.dealer.io:3128/proxy.pac" } },
      "must be the address of the proxy itself, without a path",
    ],
    [{ workingHours: { timeZone: "Berlin" } }, "(Europe/Berlin?)"],
    [{ alerts: { DiskSpaceLow: { limit: "90%" } } }, "did you mean 10%?"],
    [{ alerts: { HighMemoryUsage: { limit: 0.1 } } }, "did you mean 90%?"],
    [{ alerts: { HighErrorRate: { limit: "5 percent" } } }, "did you mean 5%?"],
    [{ alerts: { HighErrorRate: { limit: "0,05" } } }, "did you mean 0.05?"],
    [{ alerts: { CertificateExpiring: { limit: "14 days" } } }, "did you mean 14d?"],
    [{ alerts: { HighAPILatency: { limit: "500 msec" } } }, "did you mean 500ms?"],
    [{ alerts: { HighRequestRate: { limit: "100 rps" } } }, "did you mean 100/s?"],
    [{ alerts: { HighRequestRate: { limit: "600 req per minute" } } }, "did you mean 600/min?"],
    [{ slos: { availability: { objective: "99,9%" } } }, "did you mean 99.9%?"],
    [{ slos: { availability: { objective: 99.9 } } }, "did you mean 99.9%?"],
    [{ slos: { availability: { period: "1 month" } } }, "did you mean 30d?"],
    [
      { slos: { availability: { objective: "99.9999%" } } },
      "must be at most 0.99999, got 0.999999",
    ],
    [{ backend: { trustedProxies: "1" } }, "it is in quotes"],
    [{ backend: { trustedProxies: "10.0.0.0/8" } }, "a list is written [10.0.0.0/8]"],
    [{ notifications: { email: { to: [] } } }, "must have at least 1 entry, got []"],
    [
      {
        remoteWrite: [
          {
            name: "a",
            url: "https://a.example/api/v1/push",
            auth: { type: "bearer", username: "me" },
          },
        ],
      },
      'is not a setting here (type), got "me"',
    ],
    [
      { objectStorage: { type: "gcs", bucket: "thanos-data", region: "eu-west-1" } },
      'objectStorage.region: is not a setting here (type, bucket, credentials), got "eu-west-1": it does not go with this type',
    ],
    [{ objectStorage: { type: "S3" } }, "did you mean s3?"],
    [{ objectStorage: "s3" }, "did you mean { type: s3 }?"],
    [{ namespaces: { monitoring: "metrics" } }, "did you mean { name: metrics }? its keys are"],
    [{ postgres: "db.dealer.io" }, "did you mean { host: db.dealer.io }?"],
    // What the setting of that name elsewhere cannot be does not belong there.
    [{ kafka: { signIn: { type: "scram" } } }, 'got "scram": did you mean mechanism?'],
    [{ redis: { database: 16 } }, "got 16\n"],
    [{ redis: { retention: "30d" } }, "it belongs to prometheus.retention"],
    [{ mongodb: { retentionDays: 30 } }, "did you mean keptDays?"],
    [{ prometheus: { retentionTime: "15d" } }, "did you mean retention?"],
    [{ prometheus: { retentionLimit: "15GiB" } }, "did you mean retentionSize?"],
    [{ prometheus: { retentionsize: "15d" } }, "did you mean retentionSize?"],
    [
      { mongodb: { hosts: ["mongodb+srv://a.ab1cd.mongodb.net"] } },
      "did you mean a.ab1cd.mongodb.net, with srv: true?",
    ],
    [{ mongodb: { keptDays: { searches: "13w" } } }, "did you mean 91?"],
    [{ alertmanager: { graceSeconds: "2m" } }, "did you mean 120?"],
    [{ prometheus: { replicas: "2m" } }, 'got "2m"\n'],
    [{ backups: { grafana: { schedule: "0 25 * * *" } } }, "hours are 0 to 23"],
    [{ backups: { grafana: { schedule: "60 2 * * *" } } }, "minutes are 0 to 59"],
    [{ slos: { availability: { objective: 1 } } }, "99.9%, got 1\n"],
    [{ notifications: { email: "team@dealer.io" } }, "did you mean { to: team@dealer.io }?"],
    // Without a suggestion, which would show the secret.
    [{ proxy: "http://me:word@proxy.dealer.io:3128" }, '[secret]@proxy.dealer.io:3128": its keys'],
    [
      { notifications: { slack: "https://hooks.slack.com/services/T0/B0/word" } },
      'hooks.slack.com/[secret]": its keys',
    ],
    [{ proxy: "http://proxy.dealer.io:3128" }, "did you mean { url: http://proxy.dealer.io:3128 }"],
    [{ alerts: { HighErrorRate: "2%" } }, "did you mean { limit: 2% }?"],
    [{ alerts: { HighErrorRate: 0.02 } }, "did you mean { limit: 0.02 }?"],
    [{ notifications: { pagerduty: false } }, "did you mean { enabled: false }?"],
    [{ prometheus: { externalLabels: { cluster: "eu/1" } } }, "did you mean eu-1?"],
    [{ cluster: { apiServer: { ports: 6443 } } }, "a list is written [6443]"],
    [{ kafka: { brokers: ["kafka-0"] } }, "the port is missing, as in kafka-0:9092"],
    [{ servers: { prometheus: { nodeSelector: ["disk=ssd"] } } }, "must be a section with keys"],
    [
      { network: { receivers: ["https://hooks.dealer.io:8443/x"] } },
      "did you mean hooks.dealer.io:8443?",
    ],
    [
      { backend: { llm: { apiKey: "sk-123" } } },
      "got [secret]: set secrets with pulumi config set --secret: llmApiKey\n",
    ],
    [{ remoteWrite: { name: "a" } }, "a list of one entry has a hyphen before"],
    ...["/prometheus/api/v1", "/prometheus/api/v1/query", "/prometheus/graph"].map(
      (path): [object, string] => [
        {
          remoteWrite: [
            {
              name: "a",
              url: "https://m.dealer.io/api/v1/push",
              queryUrl: `https://m.dealer.io${path}`,
            },
          ],
        },
        "/api/v1/query is added, such as https://m.dealer.io/prometheus",
      ],
    ),
    [
      { remoteWrite: [{ name: "a", url: "https://m.dealer.io/prometheus/api/v1/query" }] },
      "must have the path that takes samples",
    ],
    [
      { remoteWrite: [{ name: "a", url: "https://m.dealer.io/api/v1/write?a=b;c" }] },
      "its query may consist of up to 500 letters",
    ],
    [{ prometheus: { retention: "1d12h" } }, "did you mean 36h?"],
    [{ prometheus: { retention: "30 days" } }, "did you mean 30d?"],
    [{ prometheus: { retention: "P30D" } }, "did you mean 30d?"],
    [{ prometheus: { retention: 30 } }, "the unit is missing, as in 30s, 30m, 30h or 30d"],
    [{ alerts: { ServiceDown: { for: "1m30s" } } }, "did you mean 90s?"],
    [{ alerts: { ServiceDown: { severity: "warn" } } }, "did you mean warning?"],
    [{ alerts: { ServiceDown: { threshold: 1 } } }, "is not a setting here"],
    [{ alerts: { LowCacheHitRate: { threshold: 0.5 } } }, "did you mean limit?"],
    [{ alerts: { LowCacheHitRate: { enabled: false } } }, "alerts cannot be disabled"],
    [{ alerts: { LowCacheHitRate: false } }, "alerts cannot be disabled"],
    [{ environment: "Dev_EU" }, "did you mean dev-eu?"],
    [{ namespaces: { monitoring: { name: "My Monitoring" } } }, "did you mean my-monitoring?"],
    [{ installCrds: "no" }, "did you mean false?"],
    [{ expectsTraffic: "On" }, "did you mean true?"],
    [{ storageClass: null }, "got null: the value is empty, or a comment after an unquoted #"],
    [{ prometheus: null }, "got null: the value is empty"],
    [slack({ criticalChannel: null }), "a comment after an unquoted #"],
    [slack({ criticalChannel: "Ops Alerts" }), "did you mean #ops-alerts?"],
    [slack({ criticalChannel: "#Alerts" }), "did you mean #alerts?"],
    [
      slack({ url: "https://hooks.slack.com/services/T0/B0/xyz" }),
      'pulumi config set --secret slackWebhookUrl, got "https://hooks.slack.com/[secret]"',
    ],
    [
      slack({ by: "app", url: "https://slack.com/api" }),
      "must be https://slack.com/api/chat.postMessage",
    ],
    [
      slack({ url: "https://gateway.dealer.io/slack" }),
      "must be left out with notifications.slack.by webhook",
    ],
    [email({ to: "Ops <ops@dealer.io>" }), "did you mean ops@dealer.io?"],
    [email({ to: "a@dealer.io, b@dealer.io" }), "several are a list: [a@dealer.io, b@dealer.io]"],
    [email({ smarthost: "smtp.dealer.io" }), "the port is missing, as in smtp.dealer.io:587"],
    [email({ smarthost: "smtps://smtp.dealer.io:465" }), "did you mean smtp.dealer.io:465?"],
    [
      email({ password: "hunter2" }),
      "got [secret]: set secrets with pulumi config set --secret: smtpPassword",
    ],
    [wanted({ start: "9:00", end: "10:00" }), "did you mean 09:00?"],
    [wanted({ start: "9pm", end: "22:00" }), "did you mean 21:00?"],
    [{ network: { ingressBlocks: ["10.1.2.3"] } }, "did you mean 10.1.2.3/32?"],
    [{ network: { ingressBlocks: ["fd00::1"] } }, "did you mean fd00::1/128?"],
    [
      { network: { ingressBlocks: "10.0.0.0/8,fd00::/8" } },
      "a list is written [10.0.0.0/8, fd00::/8]",
    ],
    [{ network: { ingressBlocks: ["10.0.0.0/8", "10.1.2.3/8"] } }, "must name each block once"],
    [{ cluster: { apiServer: { blocks: ["172.18.0.2:6443"] } } }, "did you mean 172.18.0.2/32?"],
    [{ cluster: { domain: "Cluster.Local." } }, "did you mean cluster.local?"],
    [{ cluster: { distribution: "okd" } }, "did you mean openshift?"],
    [{ cluster: { distribution: "gke-autopilot" } }, "did you mean gke?"],
    [{ cluster: { distribution: "rancher-desktop" } }, "did you mean k3s?"],
    [
      { cluster: { distribution: "talos" } },
      "for any other cluster, use other, and set what differs in cluster.dns",
    ],
    [
      { network: { services: [{ host: "http://mimir.mimir.svc:80", ports: [8080] }] } },
      "did you mean mimir.mimir.svc?",
    ],
    [
      { objectStorage: { type: "s3", bucket: "abc", endpoint: "http://minio.minio.svc:9000" } },
      "did you mean minio.minio.svc:9000, with insecure: true?",
    ],
    [{ images: { redis: "redis" } }, "the tag is missing, as in redis:1.2.3"],
    [
      { images: { grafana: "m.io:5000/grafana" } },
      "the tag is missing, as in m.io:5000/grafana:1.",
    ],
    [
      { images: { prometheus: "docker://quay.io/prometheus/prometheus:v3.15.0" } },
      "did you mean quay.io/prometheus/prometheus:v3.15.0?",
    ],
    [{ kafka: { brokers: ["SASL_SSL://k1.dealer.io:9092"] } }, "did you mean k1.dealer.io:9092?"],
    [groups("https://dealer.io/groups"), "did you mean [https://dealer.io/groups]?"],
    [groups("cognito:groups"), "did you mean [cognito:groups]?"],
    [groups("resource_access.my-app.roles"), "did you mean [resource_access, my-app, roles]?"],
    [{ backend: { trustedProxies: ["0.0.0.0/0"] } }, "no wider than /7: whoever is in it"],
    [{ backend: { trustedProxies: ["10.0.0.0/8", "2000::/3"] } }, "no wider than /7"],
    ...["0.0.0.0/0", "127.0.0.1/32", "169.254.169.254/32", "::1/128", "fe80::/64"].map(
      (block): [object, string] => [
        { kafka: { webhooks: { trustedBlocks: ["10.0.0.0/8", block] } } },
        "anybody who subscribes could reach the node",
      ],
    ),
    [
      {
        remoteWrite: [
          { name: "a", url: "https://c.io/w", auth: { type: "basic", username: "a:b" } },
        ],
      },
      "must have no colon",
    ],
    [
      {
        remoteWrite: [
          { name: "a", url: "https://c.io/w", auth: { type: "sigv4", region: "eu-west1" } },
        ],
      },
      "must be a region such as eu-central-1",
    ],
    [{ images: { registry: "https://Mirror.dealer.io/" } }, "did you mean mirror.dealer.io?"],
    [{ images: { pullSecrets: [{ name: "regcred" }] } }, "did you mean regcred?"],
    [
      { images: { registry: { "gcr.io": "mirror.dealer.io" } } },
      "is not a setting here (docker.io, ",
    ],
    [{ proxy: { url: "proxy.dealer.io:3128" } }, "did you mean http://proxy.dealer.io:3128?"],
    [{ proxy: { url: "http://proxy:3128", noProxy: ["*.dealer.io"] } }, "did you mean .dealer.io?"],
    [
      { proxy: { url: "http://proxy:3128", noProxy: ["10.0.0.0/8"] } },
      "not every program supports address blocks",
    ],
    [
      { remoteWrite: [{ name: "a", url: "https://a:b@c.io/w" }] },
      "it would expose the user name and password",
    ],
    [
      { postgres: { host: "postgres://db.dealer.io:5432/app" } },
      "did you mean db.dealer.io? the port has its own setting",
    ],
    [{ postgres: { host: "db.dealer.io." } }, "did you mean db.dealer.io?"],
    [{ postgres: { host: "fd00::15" } }, "use a host name that resolves to the IPv6 address"],
    [{ prometheus: { externalLabels: { "cluster-name": "a" } } }, "did you mean cluster_name?"],
    [
      { prometheus: { externalLabels: { le: "a" } } },
      "must not be a label that samples and alerts have",
    ],
    [{ workingHours: { timeZone: "PST" } }, "America/New_York (America/Los_Angeles?)"],
    [{ workingHours: { timeZone: "+01:00" } }, "America/New_York (Etc/GMT-1?)"],
    [{ workingHours: { timeZone: "W. Europe Standard Time" } }, "(Europe/Berlin?)"],
    [
      { backend: { llm: { baseUrl: "https://api.openai.com/", model: "a" } } },
      "must be https://api.openai.com/v1, the base URL of its API",
    ],
    [{ ingress: { issuer: "letsencrypt" } }, "its keys are acme, ca, selfSigned, existing"],
    [
      {
        grafana: { signIn: { google: { clientId: "a", allowedDomains: "dealer.io", roles: {} } } },
      },
      "a list is written [dealer.io]",
    ],
    [{ certificates: ["app.dealer.io"] }, "did you mean https://app.dealer.io?"],
    [{ certificateAuthority: "./ca.pem" }, "use the contents of that file"],
    [
      { certificateAuthority: AUTHORITY_PEM.replaceAll("\n", "\r\n") },
      "it has Windows line endings",
    ],
    [{ certificateAuthority: AUTHORITY_PEM.replaceAll("\n", " ") }, "its line breaks are missing"],
    [
      { certificateAuthority: `subject=CN=a\n${AUTHORITY_PEM}` },
      "there is other text before, between or after the certificates",
    ],
    [
      { certificateAuthority: AUTHORITY_PEM.replace(/\n[^\n]+(?=\n-----END)/, "") },
      "one of the certificates is invalid",
    ],
    [
      {
        certificateAuthority:
          "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n",
      },
      "it contains a private key",
    ],
  ])("%j", (settings, meant) => {
    expect(refusalOf(settings)).toContain(meant);
  });
});

it("bundles of certificates are accepted with comments and empty lines, and as large as Amazon's", () => {
  const named = `# Example authority\n# =======\n${AUTHORITY_PEM}`;
  for (const certificateAuthority of [`${named}\n\n  ${named}\n`, named.repeat(300)]) {
    const parsed = settings("dev", {
      certificates: ["https://app.dealer.io"],
      certificateAuthority,
    });
    expect(parsed.certificateAuthority).toBe(certificateAuthority);
  }
});

it("the URL of remote write may be Azure's, with its query string", () => {
  const url =
    "https://m-1.westeurope-1.metrics.ingest.monitor.azure.com/dataCollectionRules/dcr-1/streams/Microsoft-PrometheusMetrics/api/v1/write?api-version=2023-04-24";
  const settings = merged(settingsOf("dev"), { remoteWrite: [{ name: "azure", url }] });
  expect(parseConfig(settings, "here").remoteWrite[0]?.url).toBe(url);
});
