import fc from "fast-check";

import { networkSettings, peerOf } from "../../../../infra/kubernetes/network/flows";
import { networkPolicies } from "../../../../infra/kubernetes/network/policies";
import { podTemplateOf } from "../../../../infra/kubernetes/workload";
import type { Workload } from "../../../../infra/kubernetes/server";
import { buildStack } from "../../../../infra/plan";
import { isExempt, proxyOf } from "../../../../infra/settings/proxy";
import { gateOf, type Party } from "../../../support/network/reach";
import { settings } from "../../../support/stacks";

type Overrides = NonNullable<Parameters<typeof settings>[1]>;

const PROXY = { url: "http://10.7.7.7:3128", noProxy: ["intranet.dealer.io"] };
const at = (address: string): Party => ({ kind: "outsider", address });
const pod = (namespace: string): Party => ({ kind: "pod", namespace, labels: {} });

/** The servers that connect to external hosts by HTTP, by the setting that names the host. */
const ASKING: Readonly<Record<string, Overrides>> = {
  alertmanager: {},
  backend: {},
  grafana: {},
  thanosStore: {},
  thanosCompact: {},
  backupGrafana: {},
  prometheus: {
    cluster: { apiServer: { blocks: ["10.9.0.0/28"] } },
    remoteWrite: [{ name: "a", url: "https://mimir.dealer.io/api/v1/push" }],
  },
};

function stackOf(overrides: Overrides) {
  const config = settings("prod", overrides);
  const stack = buildStack(config);
  const policies = networkPolicies(stack.parts, networkSettings(config));
  const parts = stack.parts as Readonly<Record<string, Workload | undefined>>;
  return {
    ...stack,
    parts,
    asks: (server: string, other: Party, port: number) => {
      const party: Party = { ...peerOf(parts[server]!), kind: "pod" };
      return gateOf(policies, party, "Egress", false)(other, { protocol: "TCP", port });
    },
  };
}

describe.each(Object.entries(ASKING))("%s", (server, overrides) => {
  it("may reach only the proxy if one is set, and any host on port 443 otherwise", () => {
    const [by, without] = [stackOf({ ...overrides, proxy: PROXY }), stackOf(overrides)];
    expect(by.asks(server, at("10.7.7.7"), 3128)).toBe(true);
    expect(by.asks(server, at("203.0.113.9"), 443)).toBe(false);
    expect(without.asks(server, at("10.7.7.7"), 3128)).toBe(false);
    expect(without.asks(server, at("203.0.113.9"), 443)).toBe(true);
  });
});

it("connections that bypass the proxy stay allowed: mail, databases, exempt and in-cluster hosts", () => {
  const { asks } = stackOf({
    proxy: PROXY,
    postgres: { host: "10.1.1.1" },
    network: { receivers: ["hooks.intranet.dealer.io:8443", "hooks.tools.svc:8080"] },
    remoteWrite: [{ name: "a", url: "http://mimir.metrics.svc/api/v1/push" }],
    backend: { vehicleApi: { url: "https://vehicles.intranet.dealer.io" } },
  });
  expect(asks("alertmanager", at("203.0.113.9"), 587)).toBe(true);
  expect(asks("alertmanager", at("203.0.113.9"), 8443)).toBe(true);
  expect(asks("alertmanager", pod("tools"), 8080)).toBe(true);
  expect(asks("prometheus", pod("metrics"), 8080)).toBe(true);
  expect(asks("backend", at("10.1.1.1"), 5432)).toBe(true);
  expect(asks("backend", at("203.0.113.9"), 443)).toBe(true);
});

it("the proxy may be an in-cluster Service", () => {
  const { asks } = stackOf({
    proxy: { url: "http://squid.egress.svc:3128" },
    network: { receivers: ["other.tools:1"], services: [{ host: "other.tools", ports: [1] }] },
  });
  expect(asks("alertmanager", pod("egress"), 3128)).toBe(true);
});

it("each program gets the proxy in its own settings, unless it is a client of the API server", () => {
  const { parts, declared } = stackOf({ ...ASKING.prometheus, proxy: PROXY });
  const noProxy =
    "localhost,127.0.0.1,::1,169.254.169.254,169.254.170.23,metadata.google.internal,.svc,.cluster.local,intranet.dealer.io,.intranet.dealer.io";
  expect(declared.routing.global.http_config).toEqual({
    proxy_url: PROXY.url,
    no_proxy: noProxy,
  });
  const [config] = parts.prometheus!.configMaps;
  expect(config!.data!["prometheus.yml"]).toContain(`proxy_url: ${PROXY.url}`);
  const told = (server: string, container: string) => {
    const { containers } = podTemplateOf(parts[server]!.resource).spec!;
    const { env = [] } = containers.find(({ name }) => name === container)!;
    return Object.fromEntries(env.map(({ name, value }) => [name, value]));
  };
  for (const [server, container] of [
    ["backend", "backend"],
    ["grafana", "grafana"],
    ["prometheus", "thanos-sidecar"],
    ["thanosStore", "thanos-store"],
    ["thanosCompact", "thanos-compact"],
    ["backupGrafana", "store"],
    ["backupSilences", "store"],
  ] as const) {
    expect([server, told(server, container)]).toEqual([
      server,
      expect.objectContaining({ HTTPS_PROXY: PROXY.url, NO_PROXY: noProxy }),
    ]);
  }
  // A client of the API server's address must not use the proxy for it.
  expect(told("prometheus", "prometheus").HTTPS_PROXY).toBeUndefined();
  expect(told("kubeStateMetrics", "kube-state-metrics").HTTPS_PROXY).toBeUndefined();
});

describe("`noProxy`", () => {
  const list = (noProxy: readonly string[]) =>
    proxyOf(settings("prod", { proxy: { url: PROXY.url, noProxy: [...noProxy] } }))!.noProxy;
  const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,8}[a-z0-9])?$/);

  it("exempts a domain with its subdomains, or with a leading dot only its subdomains", () => {
    fc.assert(
      fc.property(label, label, label, (sub, name, top) => {
        const domain = `${name}.${top}`;
        fc.pre(top !== "svc" && domain !== "cluster.local");
        const [whole, below] = [list([domain]), list([`.${domain}`])];
        expect(isExempt(domain, whole)).toBe(true);
        expect(isExempt(`${sub}.${domain}`.toUpperCase(), whole)).toBe(true);
        expect(isExempt(`${sub}${domain}`, whole)).toBe(false);
        expect(isExempt(domain, below)).toBe(false);
        expect(isExempt(`${sub}.${domain}`, below)).toBe(true);
      }),
      { numRuns: 10 },
    );
  });

  it("exempts an address in any notation", () => {
    expect(isExempt("[fd00::1]", list(["fd00:0::1"]))).toBe(true);
    expect(isExempt("10.0.0.5", list(["10.0.0.5"]))).toBe(true);
    expect(isExempt("10.0.0.51", list(["10.0.0.5"]))).toBe(false);
  });

  it("rejects CIDR blocks, patterns and ports, which programs interpret differently", () => {
    for (const wrong of ["10.0.0.0/8", "*.dealer.io", "*", "dealer.io:443", "..", ""]) {
      expect(() => list([wrong])).toThrow("proxy.noProxy.0: must be a host");
    }
  });
});
