import { PEM } from "./completeSettings";
import type { Contradiction } from "./contradiction";

/**
 * Settings of the cluster, or of the proxy in front of PostgreSQL, that are incomplete or contradictory, with the
 * expected messages.
 */
export const CLUSTER_CONTRADICTIONS: readonly Contradiction[] = [
  {
    title: "DNS is said to differ, and not in what",
    set: { cluster: { dns: {} } },
    told: "cluster.dns: must name pods, or blocks of addresses, or be left out, got neither",
  },
  {
    title: "nobody answers DNS",
    set: { cluster: { distribution: "openshift", dns: { pods: [] } } },
    told: "cluster.dns.pods: must not be empty where cluster.dns.blocks is, got []",
  },
  {
    title: "the port of DNS is said twice",
    set: {
      network: { dnsPort: 5353 },
      cluster: { dns: { pods: [{ namespace: "dns", labels: { app: "dns" }, port: 1053 }] } },
    },
    told: "network.dnsPort: must be left out with cluster.dns.pods, each of which has its port, got 5353",
  },
  {
    title: "the API server is said to differ, and not in what",
    set: { cluster: { apiServer: {} } },
    told: "cluster.apiServer: must name ports, or blocks of addresses, or be left out, got neither",
  },
  {
    title: "the default StorageClass is said to differ, and not in what",
    set: { cluster: { storage: {} } },
    told: "cluster.storage: must set defaultClass, expands or measured, or be left out, got none of them",
  },
  {
    title: "of a Service nothing is said but its name",
    set: { network: { services: [{ host: "mimir.mimir.svc" }] } },
    told: "network.services.0: must set ports, labels or blocks, got only mimir.mimir.svc",
  },
  {
    title: "a Service is two kinds of thing",
    set: {
      network: {
        services: [{ host: "a.b.svc", labels: { app: "a" }, blocks: ["10.0.0.0/8"] }],
      },
    },
    told: "network.services.0.blocks: must be left out with labels, got both",
  },
  {
    title: "a Service is there twice, by two of its names",
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
    title: "a pooler is before nobody",
    set: { postgres: { pooler: { server: { host: "db.example" } } } },
    only: "dev",
    told: "postgres.pooler: must be left out without postgres.host, the pooler's host, got db.example",
  },
  {
    title: "a pooler is taken for the server",
    set: { postgres: { host: "db.example", pooler: { server: { host: "db.example" } } } },
    told: "postgres.pooler.server: must be the server itself, not the pooler in front of it, got db.example:5432",
  },
  {
    title: "an authority is named for a server that is asked in the clear",
    set: {
      postgres: {
        host: "pool.example",
        pooler: { server: { host: "db.example", sslMode: "disable", certificateAuthority: PEM } },
      },
    },
    told: "postgres.pooler.server.certificateAuthority: must be left out",
  },
  {
    title: "production asks the server behind a pooler in the clear",
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
    title: "an authority is named to Grafana, and nothing is to be verified",
    set: {
      grafana: { database: { host: "db.example", sslMode: "require", certificateAuthority: PEM } },
    },
    told: "grafana.database.certificateAuthority: must be left out with grafana.database.sslMode require",
  },
];
