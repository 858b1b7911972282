import { isNeeded, parties, policyFaults, portsIn } from "../../../support/network/policyFaults";
import {
  flowsOf,
  type Flow,
  type NetworkSettings,
  type ScrapedWorkloads,
} from "../../../../infra/kubernetes/network/flows";
import { networkPolicies } from "../../../../infra/kubernetes/network/policies";
import { networkFaults } from "../../../support/network/networkFaults";
import { mayTalk, talkUnder, type Party } from "../../../support/network/reach";
import type { NetworkPolicy } from "../../../../infra/objects/kubernetes";
import { plan } from "../../../../infra/plan";
import { settings } from "../../../support/stacks";

const CONFIGS = {
  dev: settings("dev"),
  prod: settings("prod"),
  "prod behind load balancers": settings("prod", {
    network: { ingressBlocks: ["10.0.0.0/16"] },
    postgres: { host: "10.1.2.3" },
    grafana: { database: { host: "10.1.2.3" } },
    notifications: { webhooks: [{ name: "audit", severities: ["info"] }] },
  }),
};
type Name = keyof typeof CONFIGS;
const NAMES = Object.keys(CONFIGS) as readonly Name[];

const NETWORKS = Object.fromEntries(
  NAMES.map((name) => {
    const { network } = CONFIGS[name];
    const workloads: ScrapedWorkloads = plan(CONFIGS[name]);
    const flows = flowsOf(workloads, network);
    return [
      name,
      { network, parts: workloads, flows, policies: networkPolicies(workloads, network) },
    ];
  }),
) as Record<Name, Network>;

interface Network {
  readonly network: NetworkSettings;
  readonly parts: ScrapedWorkloads;
  readonly flows: readonly Flow[];
  readonly policies: readonly NetworkPolicy[];
}

/** A short name for a party. */
function nameOf(party: Party): string {
  if (party.kind === "outsider") return party.address;
  const [label = "*"] = Object.values(party.labels);
  return `${party.namespace}/${party.labels["app.kubernetes.io/name"] ?? label}`;
}

/** The connections that policies allow, independently of the flows. */
function talks(name: Name, isOne: (party: Party) => boolean): readonly string[] {
  const { parts: workloads, flows, policies } = NETWORKS[name];
  const all = parties(workloads, flows);
  const [some, ports] = [all.filter(isOne), portsIn(flows)];
  const talk = talkUnder(policies);
  return all.flatMap((from) =>
    some.flatMap((to) => {
      const open = ports.filter((port) => talk(from, to, port, true));
      return open.map(
        ({ protocol, port }) => `${nameOf(from)} → ${nameOf(to)} ${protocol} ${port}`,
      );
    }),
  );
}

const isOurs = (party: Party) =>
  party.kind === "pod" && ["monitoring", "autodealgenie"].includes(party.namespace);

describe("allowed connections to our pods", () => {
  it("are exactly these in dev", () => {
    expect([...talks("dev", isOurs)].sort()).toEqual([
      "autodealgenie/backend → autodealgenie/postgres TCP 5432",
      "autodealgenie/backend → autodealgenie/redis TCP 6379",
      "monitoring/grafana → monitoring/prometheus TCP 9090",
      "monitoring/postgres-exporter → autodealgenie/postgres TCP 5432",
      "monitoring/prometheus → autodealgenie/backend TCP 8000",
      "monitoring/prometheus → monitoring/alertmanager TCP 9093",
      "monitoring/prometheus → monitoring/grafana TCP 3000",
      "monitoring/prometheus → monitoring/kube-state-metrics TCP 8080",
      "monitoring/prometheus → monitoring/postgres-exporter TCP 9187",
      "monitoring/prometheus → monitoring/prometheus TCP 9090",
      "monitoring/prometheus → monitoring/redis-exporter TCP 9121",
      "monitoring/redis-exporter → autodealgenie/redis TCP 6379",
    ]);
  });

  it("in prod also come from the ingress controller, Alertmanager peers, backups and Thanos Query", () => {
    const more = talks("prod", isOurs).filter((talk) => !talk.startsWith("monitoring/prometheus"));
    expect([...more].sort()).toEqual([
      "ingress-nginx/* → autodealgenie/backend TCP 8000",
      "ingress-nginx/* → monitoring/alertmanager TCP 9093",
      "ingress-nginx/* → monitoring/grafana TCP 3000",
      "ingress-nginx/* → monitoring/prometheus TCP 9090",
      "monitoring/alertmanager → monitoring/alertmanager TCP 9094",
      "monitoring/backup-silences → monitoring/alertmanager TCP 9093",
      "monitoring/grafana → monitoring/thanos-query TCP 10902",
      "monitoring/thanos-query → monitoring/prometheus TCP 10901",
      "monitoring/thanos-query → monitoring/thanos-store TCP 10901",
    ]);
  });
});

describe("allowed egress from our pods", () => {
  const outside = (name: Name) =>
    talks(name, (party) => party.kind === "outsider").filter((talk) => /^(mon|auto)/.test(talk));

  it("is limited in prod to needed ports, and excludes the cloud metadata address", () => {
    const asked = outside("prod").filter((talk) => talk.includes("203.0.113.7"));
    expect([...asked].sort()).toEqual([
      "autodealgenie/backend → 203.0.113.7 TCP 443",
      "autodealgenie/backend → 203.0.113.7 TCP 5432",
      "autodealgenie/backend → 203.0.113.7 TCP 6379",
      "monitoring/alertmanager → 203.0.113.7 TCP 443",
      "monitoring/alertmanager → 203.0.113.7 TCP 587",
      "monitoring/backup-grafana → 203.0.113.7 TCP 443",
      "monitoring/backup-grafana → 203.0.113.7 TCP 5432",
      "monitoring/backup-silences → 203.0.113.7 TCP 443",
      "monitoring/blackbox-exporter → 203.0.113.7 TCP 443",
      "monitoring/grafana → 203.0.113.7 TCP 443",
      "monitoring/grafana → 203.0.113.7 TCP 5432",
      "monitoring/kube-state-metrics → 203.0.113.7 TCP 16443",
      "monitoring/kube-state-metrics → 203.0.113.7 TCP 443",
      "monitoring/kube-state-metrics → 203.0.113.7 TCP 6443",
      "monitoring/kube-state-metrics → 203.0.113.7 TCP 6444",
      "monitoring/kube-state-metrics → 203.0.113.7 TCP 8443",
      "monitoring/postgres-exporter → 203.0.113.7 TCP 5432",
      "monitoring/prometheus → 203.0.113.7 TCP 10250",
      "monitoring/prometheus → 203.0.113.7 TCP 16443",
      "monitoring/prometheus → 203.0.113.7 TCP 443",
      "monitoring/prometheus → 203.0.113.7 TCP 6443",
      "monitoring/prometheus → 203.0.113.7 TCP 6444",
      "monitoring/prometheus → 203.0.113.7 TCP 8443",
      "monitoring/redis-exporter → 203.0.113.7 TCP 6379",
      "monitoring/thanos-compact → 203.0.113.7 TCP 443",
      "monitoring/thanos-store → 203.0.113.7 TCP 443",
    ]);
    expect(outside("prod").filter((talk) => /169\.254\.169|fe80/.test(talk))).toEqual([]);
    // The addresses of DNS caches on nodes, where nothing else answers.
    const local = outside("prod").filter((talk) => talk.includes("169.254."));
    expect(local.filter((talk) => !/169\.254\.2[05]\.10 (TCP|UDP) 53$/.test(talk))).toEqual([]);
  });

  it("is limited to one address if the stack sets one", () => {
    const asked = outside("prod behind load balancers").filter((talk) => talk.endsWith("TCP 5432"));
    expect(asked).toEqual([
      "autodealgenie/backend → 10.1.2.3 TCP 5432",
      "monitoring/postgres-exporter → 10.1.2.3 TCP 5432",
      "monitoring/grafana → 10.1.2.3 TCP 5432",
      "monitoring/backup-grafana → 10.1.2.3 TCP 5432",
    ]);
  });

  it("includes the cluster's DNS only for servers that resolve names", () => {
    const asking = talks("dev", ({ ...party }) => nameOf(party) === "kube-system/kube-dns");
    const ours = asking.filter((talk) => /^(mon|auto).* UDP 53$/.test(talk));
    expect(ours.map((talk) => talk.split(" ")[0]).sort()).toEqual([
      "autodealgenie/backend",
      "monitoring/alertmanager",
      "monitoring/grafana",
      "monitoring/postgres-exporter",
      "monitoring/prometheus",
      "monitoring/redis-exporter",
    ]);
  });
});

describe.each(NAMES)("the policies of %s", (name) => {
  const { network, parts: workloads, flows, policies } = NETWORKS[name];
  const faults = policyFaults(workloads, network);

  it("allow exactly the needed connections between our pods, each only if both ends agree", () => {
    expect(networkFaults(workloads, network, policies)).toEqual([]);
    const all = parties(workloads, flows).filter(isOurs);
    const talk = talkUnder(policies);
    const wrong: unknown[] = [];
    let [needed, denied] = [0, 0];
    for (const from of all) {
      for (const to of all) {
        for (const port of portsIn(flows)) {
          const need = isNeeded(flows, from, to, port);
          if (talk(from, to, port, !need) !== need) wrong.push([nameOf(from), nameOf(to), port]);
          if (need) {
            needed += 1;
            for (const closed of [from, to]) {
              const without = policies.map((policy) => closing(policy, closed));
              expect(mayTalk(without, from, to, port, true)).toBe(false);
            }
          } else denied += 1;
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(needed).toBeGreaterThanOrEqual(10);
    expect(denied).toBeGreaterThan(1000);
  });

  it("fail the checks if any of their rules, peers, ports or exceptions is removed", () => {
    // A policy that allows no egress is equivalent to the one that denies everything.
    const same = /^\/(?![01]\/)\d+\/spec\/policyTypes/;
    const changes = withoutEach(policies).filter(({ what }) => !same.test(what));
    expect(changes.length).toBeGreaterThan(100);
    const unseen = changes.filter(({ changed }) => faults(changed).length === 0);
    expect(unseen.map(({ what }) => what)).toEqual([]);
  });

  it("fail the checks if a rule is widened", () => {
    const wider = policies.flatMap((policy, index) =>
      (["ingress", "egress"] as const).map((direction) =>
        policies.with(index, {
          ...policy,
          spec: { ...policy.spec, [direction]: [...(policy.spec[direction] ?? []), {}] },
        }),
      ),
    );
    for (const changed of wider) {
      expect(faults(changed)).toContainEqual(expect.stringMatching(/let .* which nothing needs/));
    }
  });
});

/** A policy that allows nothing any more, if it is the party's own. */
function closing(policy: NetworkPolicy, party: Party): NetworkPolicy {
  const { namespace, name } = policy.metadata;
  if (`${namespace}/${name}` !== nameOf(party)) return policy;
  return {
    ...policy,
    spec: { podSelector: policy.spec.podSelector, policyTypes: ["Ingress", "Egress"] },
  };
}

interface Change {
  readonly what: string;
  readonly changed: readonly NetworkPolicy[];
}

/** The policies without one entry, for every entry of every list in them. */
function withoutEach(policies: readonly NetworkPolicy[]): readonly Change[] {
  const visit = (value: unknown, path: string): readonly { what: string; changed: unknown }[] => {
    if (Array.isArray(value)) {
      const whole = value.map((_, index) => ({
        what: `${path}/${index}`,
        changed: value.filter((__, other) => other !== index) as unknown,
      }));
      const inner = value.flatMap((entry, index) =>
        visit(entry, `${path}/${index}`).map(({ what, changed }) => ({
          what,
          changed: value.map((each: unknown, other) => (other === index ? changed : each)),
        })),
      );
      return [...whole, ...inner];
    }
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, each]) =>
      visit(each, `${path}/${key}`).map(({ what, changed }) => ({
        what,
        changed: { ...value, [key]: changed },
      })),
    );
  };
  return visit(policies, "") as readonly Change[];
}

describe("the network checks", () => {
  const { network, parts: workloads } = NETWORKS.dev;
  const after = (changed: object) => {
    const others = { ...workloads, ...changed } as ScrapedWorkloads;
    return networkFaults(others, network, networkPolicies(others, network));
  };

  it("report a configured address that is missing from the server's egress", () => {
    expect(after({ backend: { ...workloads.backend, egress: [] } })).toEqual([
      "autodealgenie/backend, DATABASE_HOST leads to postgres.autodealgenie.svc, which is not in the egress of autodealgenie/backend: no NetworkPolicy allows the connection",
      "autodealgenie/backend, REDIS_HOST leads to redis.autodealgenie.svc, which is not in the egress of autodealgenie/backend: no NetworkPolicy allows the connection",
    ]);
    expect(after({ prometheus: { ...workloads.prometheus, egress: [] } })).toContainEqual(
      expect.stringContaining(
        "prometheus.yml leads to alertmanager-0.alertmanager.monitoring.svc:9093",
      ),
    );
  });

  it("report an egress entry that none of the server's settings name", () => {
    const egress = [
      ...workloads.redisExporter!.egress,
      { kind: "address", host: "postgres.autodealgenie.svc", port: 5432 },
    ];
    expect(after({ redisExporter: { ...workloads.redisExporter, egress } })).toEqual([
      "the egress of monitoring/redis-exporter has postgres.autodealgenie.svc:5432, which none of its settings name",
    ]);
  });

  it("report a needed flow that the policies do not allow", () => {
    const policies = networkPolicies({ ...workloads, redisExporter: undefined }, network);
    const faults = networkFaults(workloads, network, policies);
    expect(faults).toContain(
      "No NetworkPolicy lets monitoring/prometheus out to monitoring/redis-exporter on TCP 9121, which it needs",
    );
    expect(faults).toContain(
      "No NetworkPolicy lets monitoring/redis-exporter in to autodealgenie/redis on TCP 6379, which it needs",
    );
  });
});
