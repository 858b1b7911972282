import fc from "fast-check";

import { networkSettings, peerOf } from "../../../../infra/kubernetes/network/flows";
import { networkPolicies } from "../../../../infra/kubernetes/network/policies";
import { plan } from "../../../../infra/plan";
import type { DISTRIBUTIONS } from "../../../../infra/settings/cluster";
import { addressBlock } from "../../../../infra/settings/scalars";
import { gateOf, type Party } from "../../../support/network/reach";
import { settings } from "../../../support/stacks";

type Overrides = NonNullable<Parameters<typeof settings>[1]>;
type Server = keyof ReturnType<typeof plan>;

/** What a stack's policies allow some servers. */
function gates(overrides: Overrides, stack: "dev" | "prod" = "prod") {
  const config = settings(stack, overrides);
  const parts = plan(config);
  const policies = networkPolicies(parts, networkSettings(config));
  const gate = (server: Server, direction: "Egress" | "Ingress") => {
    const party: Party = { ...peerOf(parts[server]!), kind: "pod" };
    return gateOf(policies, party, direction, false);
  };
  return {
    asks: (server: Server, other: Party, port: number, protocol: "TCP" | "UDP" = "TCP") =>
      gate(server, "Egress")(other, { protocol, port }),
    letsIn: (server: Server, other: Party, port: number) =>
      gate(server, "Ingress")(other, { protocol: "TCP", port }),
  };
}

const pod = (namespace: string, labels: Record<string, string> = {}): Party => ({
  kind: "pod",
  namespace,
  labels,
});
const at = (address: string): Party => ({ kind: "outsider", address });

const COREDNS = pod("kube-system", { "k8s-app": "kube-dns", "pod-template-hash": "5d78c9869d" });
const OPENSHIFT_DNS = pod("openshift-dns", {
  "dns.operator.openshift.io/daemonset-dns": "default",
});

/** What these clusters look like: which DNS servers answer on which port, and the API server's endpoint. */
const CLUSTERS: Readonly<
  Record<keyof typeof DISTRIBUTIONS, { dns: readonly [Party, number][]; api: readonly number[] }>
> = {
  gke: {
    dns: [
      [COREDNS, 53],
      [at("169.254.20.10"), 53],
      [at("169.254.169.254"), 53],
      [pod("kube-system", { "k8s-app": "node-local-dns" }), 53],
    ],
    api: [443],
  },
  eks: {
    dns: [
      [COREDNS, 53],
      [at("169.254.20.10"), 53],
    ],
    api: [443],
  },
  aks: {
    dns: [
      [COREDNS, 53],
      [at("169.254.10.10"), 53],
      [at("169.254.10.11"), 53],
    ],
    api: [443],
  },
  openshift: { dns: [[OPENSHIFT_DNS, 5353]], api: [6443] },
  k3s: { dns: [[COREDNS, 53]], api: [6443, 6444] },
  minikube: { dns: [[COREDNS, 53]], api: [8443] },
  microk8s: { dns: [[COREDNS, 53]], api: [16443] },
  kind: { dns: [[COREDNS, 53]], api: [6443] },
  other: {
    dns: [
      [COREDNS, 53],
      [at("169.254.20.10"), 53],
      [at("169.254.25.10"), 53],
    ],
    api: [443, 6443, 8443, 6444, 16443],
  },
};

describe.each(Object.entries(CLUSTERS))("cluster distribution %s", (name, { dns, api }) => {
  const distribution = name as keyof typeof DISTRIBUTIONS;
  // A separate check reports what else is missing.
  const { asks } = gates({
    cluster: { distribution, kubeletCertificates: "cluster" },
    storageClass: "fast",
  });

  it("lets servers that resolve names reach its DNS servers, but only on the DNS port", () => {
    for (const server of ["backend", "prometheus", "alertmanager", "grafana"] as const) {
      for (const [who, port] of dns) {
        for (const protocol of ["UDP", "TCP"] as const) {
          expect(asks(server, who, port, protocol)).toBe(true);
          expect(asks(server, who, 9153, protocol)).toBe(false);
        }
      }
      // Where nodes serve their credentials.
      expect(asks(server, at("169.254.169.254"), 80)).toBe(false);
      expect(asks(server, at("169.254.169.254"), 53, "UDP")).toBe(distribution === "gke");
    }
  });

  it("lets Prometheus and kube-state-metrics reach the API server, but not redis_exporter", () => {
    for (const port of api) {
      for (const server of ["prometheus", "kubeStateMetrics"] as const) {
        expect(asks(server, at("203.0.113.7"), port)).toBe(true);
      }
    }
    expect(asks("redisExporter", at("203.0.113.7"), 6443)).toBe(false);
  });
});

describe("servers that connect to hosts of which only DNS knows the addresses", () => {
  const asksDns = (asks: ReturnType<typeof gates>["asks"], server: Parameters<typeof asks>[0]) =>
    asks(server, COREDNS, 53, "UDP");

  it("Alertmanager, if all of its receivers are secret URLs", () => {
    const { asks } = gates(
      { notifications: { pagerduty: { enabled: false }, slack: { by: "webhook" } } },
      "dev",
    );
    expect(asksDns(asks, "alertmanager")).toBe(true);
    expect(asks("alertmanager", at("203.0.113.7"), 443)).toBe(true);
  });

  it("clients of Kafka and MongoDB, whose members have names, although the settings have addresses", () => {
    const byAddress = {
      postgres: { host: "10.0.0.1" },
      redis: { host: "10.0.0.2" },
      backend: { vehicleApi: undefined, llm: undefined },
    };
    expect(asksDns(gates(byAddress, "dev").asks, "backend")).toBe(false);
    const kafka = gates({ ...byAddress, kafka: { brokers: ["10.0.0.3:9092"] } }, "dev");
    expect(asksDns(kafka.asks, "backend")).toBe(true);
    expect(asksDns(kafka.asks, "worker")).toBe(true);
    const mongodb = gates({ ...byAddress, mongodb: { hosts: ["10.0.0.3"] } }, "dev");
    expect(asksDns(mongodb.asks, "backend")).toBe(true);
    expect(asksDns(mongodb.asks, "mongodbExporter")).toBe(true);
  });

  it("MongoDB's clients, by an SRV record outside the cluster", () => {
    const { asks } = gates({ mongodb: { hosts: ["cars.ab1cd.mongodb.net"], srv: true } });
    for (const server of ["backend", "mongodbExporter"] as const) {
      expect(asksDns(asks, server)).toBe(true);
      expect(asks(server, at("203.0.113.7"), 27017)).toBe(true);
      expect(asks(server, at("203.0.113.7"), 27018)).toBe(false);
    }
  });

  it("MongoDB's clients, by the SRV record of a Service in the cluster", () => {
    const { asks } = gates({
      mongodb: { hosts: ["cars-svc.databases.svc.cluster.local"], srv: true },
    });
    for (const server of ["backend", "mongodbExporter"] as const) {
      expect(asksDns(asks, server)).toBe(true);
      expect(asks(server, pod("databases", { app: "cars" }), 27017)).toBe(true);
      expect(asks(server, pod("others", { app: "cars" }), 27017)).toBe(false);
    }
  });
});

describe("cluster settings", () => {
  it("replace the DNS servers", () => {
    const { asks } = gates({
      cluster: {
        dns: {
          pods: [{ namespace: "dns", labels: { app: "bind" }, port: 1053 }],
          blocks: ["10.96.0.10/32", "fd00:10:96::a/128"],
        },
      },
    });
    expect(asks("backend", pod("dns", { app: "bind" }), 1053, "UDP")).toBe(true);
    expect(asks("backend", pod("dns", { app: "bind" }), 53, "UDP")).toBe(false);
    expect(asks("backend", at("10.96.0.10"), 53, "UDP")).toBe(true);
    expect(asks("backend", at("fd00:10:96::a"), 53, "UDP")).toBe(true);
    expect(asks("backend", COREDNS, 53, "UDP")).toBe(false);
    expect(asks("backend", at("169.254.20.10"), 53, "UDP")).toBe(false);
  });

  it("open only port 53 of DNS servers on the nodes, whatever else answers at their addresses", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.constantFrom("169.254.20.10", "169.254.25.10", "169.254.169.254", "169.254.170.2"),
          fc.ipV4().map((address) => address.replace(/^\d+\.\d+/, "169.254")),
        ),
        fc.integer({ min: 1, max: 65535 }),
        (address, port) => {
          const { asks } = gates({ cluster: { dns: { blocks: [`${address}/32`] } } });
          for (const protocol of ["UDP", "TCP"] as const) {
            expect(asks("backend", at(address), 53, protocol)).toBe(true);
            expect(asks("backend", at(address), port, protocol)).toBe(port === 53);
          }
        },
      ),
      { numRuns: 10, seed: 16, examples: [["169.254.169.254", 80]] },
    );
  });

  it("can add DNS addresses without replacing the DNS pods, or replace the DNS port alone", () => {
    const blocks = gates({ cluster: { dns: { blocks: ["10.96.0.10/32"] } } });
    expect(blocks.asks("backend", COREDNS, 53, "UDP")).toBe(true);
    const port = gates({ network: { dnsPort: 1053 } });
    expect(port.asks("backend", COREDNS, 1053, "UDP")).toBe(true);
    expect(port.asks("backend", COREDNS, 53, "UDP")).toBe(false);
  });

  it("limit the API server to the given addresses and ports", () => {
    const { asks } = gates({ cluster: { apiServer: { ports: [7443], blocks: ["10.9.0.0/28"] } } });
    expect(asks("kubeStateMetrics", at("10.9.0.3"), 7443)).toBe(true);
    expect(asks("kubeStateMetrics", at("10.9.0.3"), 443)).toBe(false);
    expect(asks("kubeStateMetrics", at("203.0.113.7"), 7443)).toBe(false);
  });
});

/** Every setting that names a server to connect to, with the server that then connects to it. */
const ASKED: Readonly<Record<string, { by: Server; set: (host: string) => Overrides }>> = {
  "a remote write": {
    by: "prometheus",
    set: (host) => ({ remoteWrite: [{ name: "mimir", url: `http://${host}:80/api/v1/push` }] }),
  },
  "the language model": {
    by: "backend",
    set: (host) => ({ backend: { llm: { baseUrl: `https://${host}/v1`, model: "m" } } }),
  },
  "the vehicle API": {
    by: "backend",
    set: (host) => ({ backend: { vehicleApi: { url: `https://${host}` } } }),
  },
  mail: {
    by: "alertmanager",
    set: (host) => ({ notifications: { email: { smarthost: `${host}:25` } } }),
  },
  "a receiver": { by: "alertmanager", set: (host) => ({ network: { receivers: [`${host}:80`] } }) },
  "PagerDuty's stand-in": {
    by: "alertmanager",
    set: (host) => ({ notifications: { pagerduty: { url: `https://${host}` } } }),
  },
  "the application's PostgreSQL": {
    by: "postgresExporter",
    set: (host) => ({ postgres: { host } }),
  },
  Redis: { by: "redisExporter", set: (host) => ({ redis: { host } }) },
  "Grafana's database": { by: "grafana", set: (host) => ({ grafana: { database: { host } } }) },
  "a sign-in": {
    by: "grafana",
    set: (host) => ({
      grafana: { signIn: { genericOauth: { tokenUrl: `https://${host}/token` } } },
    }),
  },
  "the bucket": {
    by: "thanosStore",
    set: (host) => ({ objectStorage: { endpoint: `${host}:9000` } }),
  },
};

const name = fc.stringMatching(/^[a-z]([a-z0-9-]{0,10}[a-z0-9])?$/);
const namespace = name.filter(
  (each) =>
    !["monitoring", "autodealgenie", "kube-system", "default", "ingress-nginx"].includes(each),
);
const podsPort = fc.integer({ min: 1024, max: 65_535 });

describe.each(Object.entries(ASKED))("an in-cluster Service used for %s", (_, { by, set }) => {
  it("is recognized by .svc or .svc.cluster.local, and its pods are reachable on any port", () => {
    fc.assert(
      fc.property(
        name,
        namespace,
        fc.constantFrom(".svc", ".svc.cluster.local"),
        podsPort,
        (service, where, ending, port) => {
          const { asks } = gates(set(`${service}.${where}${ending}`));
          expect(asks(by, pod(where, { app: service }), port)).toBe(true);
          expect(asks(by, pod(`other-${where}`, { app: service }), port)).toBe(false);
        },
      ),
      { numRuns: 3, seed: 15 },
    );
  });

  it("is reachable only on the ports and pod labels that the stack sets", () => {
    const told = { host: "gateway.mimir.svc", ports: [8080, 8443], labels: { app: "gateway" } };
    const overrides = set("gateway.mimir.svc.corp.internal");
    const { asks } = gates({
      ...overrides,
      cluster: { domain: "corp.internal" },
      network: { ...overrides.network, services: [told] },
    });
    const gateway = pod("mimir", { app: "gateway", version: "2" });
    expect([8080, 8443, 8081].map((port) => asks(by, gateway, port))).toEqual([true, true, false]);
    expect(asks(by, pod("mimir", { app: "ingester" }), 8080)).toBe(false);
  });
});

it("the host mimir.metrics counts as an in-cluster Service only if `network.services` lists it", () => {
  const remote = ASKED["a remote write"]!.set("mimir.metrics");
  const pods = pod("metrics");
  expect(gates(remote).asks("prometheus", pods, 8080)).toBe(false);
  const services = [{ host: "mimir.metrics", ports: [8080] }];
  expect(gates({ ...remote, network: { services } }).asks("prometheus", pods, 8080)).toBe(true);
});

it("a Service with address blocks allows connections to these addresses", () => {
  const services = [
    { host: "db.data.svc", ports: [5432], blocks: ["10.50.0.0/24", "fd00:50::/64"] },
  ];
  const { asks } = gates({ postgres: { host: "db.data.svc" }, network: { services } });
  expect(asks("backend", at("10.50.0.9"), 5432)).toBe(true);
  expect(asks("backend", at("fd00:50::9"), 5432)).toBe(true);
  expect(asks("backend", at("10.51.0.9"), 5432)).toBe(false);
});

it("an IPv4 or IPv6 address in a URL allows connections to this address only", () => {
  const write = (url: string) => gates({ remoteWrite: [{ name: "a", url }] });
  expect(write("http://[2001:db8::7]:9009/x").asks("prometheus", at("2001:db8::7"), 9009)).toBe(
    true,
  );
  expect(write("http://[2001:db8::7]:9009/x").asks("prometheus", at("2001:db8::8"), 9009)).toBe(
    false,
  );
  expect(write("http://10.1.2.3:9009/x").asks("prometheus", at("10.1.2.3"), 9009)).toBe(true);
});

describe("ingress address blocks", () => {
  it("may mix IPv4 and IPv6", () => {
    const { letsIn } = gates({ network: { ingressBlocks: ["10.0.0.0/16", "fd00:10::/64"] } });
    expect(letsIn("backend", at("10.0.3.4"), 8000)).toBe(true);
    expect(letsIn("backend", at("fd00:10::7"), 8000)).toBe(true);
    expect(letsIn("backend", at("fd00:11::7"), 8000)).toBe(false);
  });

  it("accept any valid CIDR block and reject other values", () => {
    const four = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }));
    const six = fc.tuple(
      fc.ipV6().filter((address) => !address.includes(".")),
      fc.integer({ min: 0, max: 128 }),
    );
    fc.assert(
      fc.property(fc.oneof(four, six), ([address, length]) => {
        expect(addressBlock.safeParse(`${address}/${length}`).success).toBe(true);
        expect(addressBlock.safeParse(`${address}/${length + 129}`).success).toBe(false);
        expect(addressBlock.safeParse(address).success).toBe(false);
      }),
    );
  });
});
