import { checked } from "../../../../infra/plan";
import { settings } from "../../../support/stacks";
import {
  doors,
  elsewhere,
  inside,
  loopback,
  outside,
  portsOf,
  probes,
  scrapes,
  unnamed,
  type Edge,
} from "../../support/edges";

/**
 * Every connection of the prod stack, according to the configuration of both ends: what network policies allow inside,
 * scrapes, probes, connections within a pod, and external servers.
 */
const config = settings("prod");
const { declared } = checked(config);
const { objectStorage } = config;
const bucket =
  objectStorage?.type === "s3"
    ? { host: objectStorage.endpoint.replace(/:\d+$/, ""), secure: !objectStorage.insecure }
    : { host: "", secure: false };

const everything: Readonly<Record<string, readonly Edge[]>> = {
  "the ports that a container opens": portsOf(declared),
  "the connections allowed to our servers": inside(declared),
  "the connections allowed to pods of others": elsewhere(declared),
  "the hosts that users open": doors(declared),
  scrapes: scrapes(declared),
  "the kubelet's probes": probes(declared),
  "the loopback connections of a pod": loopback(declared),
  "the connections to external servers": outside(declared, bucket),
};

const METRICS_OF_CERT_MANAGER =
  "its chart serves metrics in the clear, of the names and dates of certificates alone";

/** Connections that are nevertheless unencrypted, by target, with the reason. */
const EXCUSED: Readonly<Record<string, string>> = {
  "kube-system kube-dns:53 UDP": "the cluster's DNS speaks no TLS, and is told names alone",
  "kube-system kube-dns:53 TCP": "the same, where an answer is long",
  "cert-manager :9402 TCP": METRICS_OF_CERT_MANAGER,
  "cert-manager.cert-manager.svc:9402": METRICS_OF_CERT_MANAGER,
};

/** For targets without an address in the stack: why all connections to them are encrypted. */
const UNNAMED: Readonly<Record<string, string>> = {
  "kube-state-metrics 443, 6443, 8443, 6444, 16443":
    "the API server speaks TLS alone, and its authority is given to each pod",
  "prometheus 443, 6443, 8443, 6444, 16443":
    "the API server speaks TLS alone, and its authority is given to each pod",
  "prometheus 10250": "the kubelet: see its scrapes, which are https, and verified",
  "alertmanager 443": "secret URLs, which the settings refuse where they are not https",
};

const unexcused = (edges: readonly Edge[]) => edges.filter(({ to }) => !(to in EXCUSED));
const row = ({ from, to, how }: Edge) => `${from} → ${to}: ${how}`;
const clear = (edges: readonly Edge[]) => edges.filter(({ how }) => how === "clear").map(row);

describe.each(Object.entries(everything))("%s", (_, edges) => {
  it("are encrypted, or excused with a reason", () => {
    expect(edges).not.toEqual([]);
    expect(clear(unexcused(edges))).toEqual([]);
  });
});

it("every excuse belongs to an existing unencrypted connection", () => {
  const found = new Set(
    Object.values(everything)
      .flat()
      .filter(({ how }) => how === "clear")
      .map(({ to }) => to),
  );
  expect(Object.keys(EXCUSED).filter((to) => !found.has(to))).toEqual([]);
});

it("only the user-facing servers accept clients without a certificate", () => {
  const open = everything["the ports that a container opens"]!.filter(
    ({ how }) => how !== "mutual TLS",
  );
  expect(open.map(row)).toEqual(["anybody → backend http: TLS", "anybody → grafana web: TLS"]);
});

it("every target without an address in the stack is listed with the reason why it is encrypted", () => {
  const found = unnamed(declared).map(({ from, ports }) => `${from} ${ports}`);
  expect(found.sort()).toEqual(Object.keys(UNNAMED).sort());
});

describe("without internalTls", () => {
  const plain = checked({ ...config, internalTls: undefined }).declared;

  it("connections between our servers are reported as unencrypted", () => {
    expect(portsOf(plain).every(({ how }) => how === "clear")).toBe(true);
    expect(inside(plain).every(({ how }) => how === "clear")).toBe(true);
    expect(loopback(plain).map(({ how }) => how)).toContain("clear");
    expect(probes(plain).map(({ how }) => how)).toContain("clear");
    expect(clear(scrapes(plain))).toHaveLength(
      scrapes(plain).length - scrapes(plain).filter(({ to }) => /kubelet|cadvisor/.test(to)).length,
    );
  });

  it("connections to external servers are still encrypted", () => {
    expect(clear(unexcused(outside(plain, bucket)))).toEqual([]);
  });
});

it("connections to the dev stack's own data services are reported as unencrypted", () => {
  const dev = checked(settings("dev")).declared;
  expect(clear(inside(dev))).toEqual(
    expect.arrayContaining(["backend → postgres:5432: clear", "backend → redis:6379: clear"]),
  );
});
