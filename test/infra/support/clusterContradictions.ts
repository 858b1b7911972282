import { PEM } from "./completeSettings";
import type { Contradiction } from "./contradiction";

/**
 * Settings of the cluster, or of the proxy in front of PostgreSQL, that are incomplete or contradictory, with the
 * expected messages.
 */
export const CLUSTER_CONTRADICTIONS: readonly Contradiction[] = [
  {
    title: "`cluster.dns` names neither pods nor blocks",
    set: { cluster: { dns: {} } },
    told: "cluster.dns: must name pods, or blocks of addresses, or be left out, got neither",
  },
  {
    title: "`cluster.dns` has an empty list of pods and no blocks",
    set: { cluster: { distribution: "openshift", dns: { pods: [] } } },
    told: "cluster.dns.pods: must not be empty where cluster.dns.blocks is, got []",
  },
  {
    title: "the DNS port is set twice",
    set: {
      network: { dnsPort: 5353 },
      cluster: { dns: { pods: [{ namespace: "dns", labels: { app: "dns" }, port: 1053 }] } },
    },
    told: "network.dnsPort: must be left out with cluster.dns.pods, each of which has its port, got 5353",
  },
  {
    title: "`cluster.apiServer` names neither ports nor blocks",
    set: { cluster: { apiServer: {} } },
    told: "cluster.apiServer: must name ports, or blocks of addresses, or be left out, got neither",
  },
  {
    title: "`cluster.storage` is empty",
    set: { cluster: { storage: {} } },
    told: "cluster.storage: must set defaultClass, expands or measured, or be left out, got none of them",
  },
  {
    title: "a Service has only a host name",
    set: { network: { services: [{ host: "mimir.mimir.svc" }] } },
    told: "network.services.0: must set ports, labels or blocks, got only mimir.mimir.svc",
  },
  {
    title: "a Service is listed to which nothing connects",
    set: { network: { services: [{ host: "mimir.mimir.svc", ports: [8080] }] } },
    told: "network.services.0.host: must be the host of another setting, got mimir.mimir.svc, to which nothing connects: leave it out, or name it in network.receivers if the URL is a secret",
  },
  {
    title: "a listed Service is called slightly differently where it is used",
    set: {
      network: {
        receivers: ["mimir-gateway.mimir.svc:8080"],
        services: [{ host: "mimir-gatway.mimir.svc", ports: [8080] }],
      },
    },
    told: "network.services.0.host: must be the host of another setting, got mimir-gatway.mimir.svc, to which nothing connects: did you mean mimir-gateway.mimir.svc?",
  },
  {
    title: "a Service has both labels and blocks",
    set: {
      network: {
        services: [{ host: "a.b.svc", labels: { app: "a" }, blocks: ["10.0.0.0/8"] }],
      },
    },
    told: "network.services.0.blocks: must be left out with labels, got both",
  },
  {
    title: "a Service is listed twice under different names",
    set: {
      network: {
        services: [
          { host: "a.b.svc", ports: [80] },
          { host: "a.b.svc.cluster.local", ports: [81] },
        ],
      },
    },
    told: "network.services.1.host: must be listed once, got a.b.svc.cluster.local again",
  },
  {
    title: "a Service's name ends in another cluster's domain",
    set: {
      cluster: { domain: "corp.internal" },
      network: { services: [{ host: "a.b.svc.cluster.local", ports: [80] }] },
    },
    told: "network.services.0.host: must end in .svc or .svc.corp.internal, the cluster's domain, got a.b.svc.cluster.local",
  },
  {
    title: "a pooler is set without a PostgreSQL host",
    set: { postgres: { pooler: { server: { host: "db.example" } } } },
    only: "dev",
    told: "postgres.pooler: must be left out without postgres.host, the pooler's host, got db.example",
  },
  {
    title: "a pooler is set as its own server",
    set: { postgres: { host: "db.example", pooler: { server: { host: "db.example" } } } },
    told: "postgres.pooler.server: must be the server itself, not the pooler in front of it, got db.example:5432",
  },
  {
    title: "a certificate authority is set for a PostgreSQL server without TLS",
    set: {
      postgres: {
        host: "pool.example",
        pooler: { server: { host: "db.example", sslMode: "disable", certificateAuthority: PEM } },
      },
    },
    told: "postgres.pooler.server.certificateAuthority: must be left out",
  },
  {
    title: "production connects to the server behind a pooler without TLS",
    set: {
      postgres: {
        host: "pool.example",
        pooler: { server: { host: "db.example", sslMode: "disable" } },
      },
    },
    only: "prod",
    told: "postgres.pooler.server.sslMode: must be verify-full or require in prod, got disable",
  },
  {
    title: "Grafana's database has a certificate authority but is not verified",
    set: {
      grafana: { database: { host: "db.example", sslMode: "require", certificateAuthority: PEM } },
    },
    told: "grafana.database.certificateAuthority: must be left out with grafana.database.sslMode require",
  },
];
