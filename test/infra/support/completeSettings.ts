import { parseConfig } from "../../../infra/settings";
import { merged } from "../../../tools/render/merge";
import { settingsOf, type StackName } from "../../../tools/render/render";
import { AUTHORITY_PEM } from "../../support/certificate";

/** A certificate for settings that need one. */
export const PEM = AUTHORITY_PEM;

/** Settings that neither stack sets and that have no default, so that these can be made wrong, too. */
export const OPTIONAL = {
  storageClass: "fast",
  images: { registry: "mirror.dealer.io/public", pullSecrets: ["mirror"] },
  servers: {
    all: { nodeSelector: { pool: "cars" }, tolerations: [{ key: "dedicated", value: "cars" }] },
    grafana: { tolerations: [{ operator: "Exists" }] },
  },
  proxy: { url: "http://proxy.example:3128", noProxy: ["intranet.example", ".lan", "10.0.0.5"] },
  prometheus: {
    url: "https://prometheus.example",
    retentionSize: "10Gi",
    externalLabels: { cluster: "eu-1" },
  },
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
      certificateAuthority: PEM,
    },
    signIn: {
      genericOauth: {
        clientId: "Grafana",
        authUrl: "https://sign-in.example/authorize",
        tokenUrl: "https://sign-in.example/token",
        apiUrl: "https://sign-in.example/userinfo",
        allowedDomains: ["dealer.example"],
        roles: { admin: ["/operations"], editor: ["/engineering"], viewer: ["/sales", "/support"] },
        certificateAuthority: PEM,
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
        certificateAuthority: PEM,
        bindDn: "cn=grafana,dc=dealer,dc=example",
        searchBaseDns: ["ou=people,dc=dealer,dc=example"],
        groupSearch: {
          baseDns: ["ou=groups,dc=dealer,dc=example"],
          filter: "(member=%s)",
          userAttribute: "dn",
        },
        roles: { viewer: ["cn=everyone,ou=groups,dc=dealer,dc=example"] },
      },
    },
  },
  mongodb: {
    hosts: ["mongo-a.example", "mongo-b.example"],
    replicaSet: "cars",
    certificateAuthority: PEM,
    clientCertificate: PEM,
  },
  kafka: {
    brokers: ["kafka-a.example:9093", "kafka-b.example:9093"],
    certificateAuthority: PEM,
    clientCertificate: PEM,
    signIn: { mechanism: "SCRAM-SHA-256", user: "autodealgenie" },
  },
  availability: { priorityClass: "important" },
  backend: {
    autoscaling: { maxReplicas: 5 },
    authRateLimitPer15Min: 10,
    trustedProxies: 2,
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
    ingressBlocks: ["10.0.0.0/16", "fd00:10::/64"],
    receivers: ["tools.ops.svc:8080", "hooks.tools:8080"],
    services: [
      { host: "tools.ops.svc", ports: [9000], labels: { "app.kubernetes.io/name": "tools" } },
      { host: "hooks.tools", blocks: ["10.20.0.0/16"] },
    ],
  },
  cluster: {
    distribution: "openshift",
    dns: {
      pods: [{ namespace: "kube-system", labels: { "k8s-app": "kube-dns" } }],
      blocks: ["169.254.20.10/32"],
    },
    apiServer: { ports: [6443], blocks: ["10.9.0.0/28"] },
    domain: "cluster.local",
    storage: { defaultClass: true, expands: true, measured: true },
    kubeletCertificates: "cluster",
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
      queryUrl: "https://mimir.example/prometheus",
      auth: { type: "basic", username: "autodealgenie" },
      tls: { certificateAuthority: PEM, serverName: "mimir.example", certificate: PEM },
      tenant: "cars",
      keep: ["slo:*", "up"],
      drop: ["go_*"],
      queue: { sampleAgeLimit: "1h" },
    },
    {
      name: "other",
      url: "https://metrics.example/api/v1/write",
      queryUrl: "https://metrics.example",
      auth: { type: "bearer" },
    },
    {
      name: "third",
      url: "https://observatorium.example/api/metrics/v1/cars/api/v1/receive",
      auth: {
        type: "oauth2",
        clientId: "prometheus",
        tokenUrl: "https://login.example/token",
        scopes: ["metrics"],
        audience: "observatorium",
        certificateAuthority: PEM,
      },
    },
  ],
  certificates: ["https://grafana.example", "https://shop.example:8443/path"],
  certificateAuthority: PEM,
  security: { fixedUserIds: false },
  notifications: {
    email: {
      to: ["team@dealer.example", "others@dealer.example"],
      implicitTls: true,
      hello: "monitoring.example",
      certificateAuthority: PEM,
    },
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

/** All settings of a stack: those in its file, the defaults, and the optional ones. */
export function complete(stack: StackName): unknown {
  return JSON.parse(
    JSON.stringify(parseConfig(merged(settingsOf(stack), OPTIONAL), `Pulumi.${stack}.yaml`)),
  );
}
