import { createPrivateKey, type X509Certificate } from "node:crypto";

import { clusterHost, MONITORING } from "../../../infra/objects/names";
import {
  deleteSecret,
  issued,
  liveCertificates,
  renew,
  shownSerial,
  type Issued,
  type LiveCertificate,
} from "../../../lab/clients/certificates";
import { eventually } from "../../../tools/polling";
import { isReady, podsOf, restartsOf } from "../../../lab/clients/pods";
import { activeTargets, number, query, type Series } from "../../../lab/clients/prometheus";
import { certificatesIn } from "../../../lab/deploy/certManager";
import { identityOf } from "../../../lab/deploy/object";
import { stackObjects } from "../../../lab/deploy/stack";
import { settled } from "../support/settled";

/** The servers that reload a new certificate without a restart, with their ports. Grafana does not. */
const RELOADING = {
  prometheus: 9090,
  alertmanager: 9093,
  "postgres-exporter": 9187,
  "redis-exporter": 9121,
  "blackbox-exporter": 9115,
  "kube-state-metrics": 8080,
  "thanos-store": 10902,
  "thanos-compact": 10902,
  "thanos-query": 10902,
} as const;
type Server = keyof typeof RELOADING;
const SERVERS = Object.keys(RELOADING) as readonly Server[];

/** How long a changed Secret takes to reach every pod that mounts it: the kubelet checks periodically. */
const SPREAD_SECONDS = 180;

/** Counters of which every series grows while clients are accepted with their new certificates. */
const GOES_ON = {
  "each Alertmanager is told again":
    'sum by (alertmanager) (prometheus_notifications_sent_total{job="prometheus"})',
  // Only the sidecar in the same pod requests it.
  "each of Thanos's sidecars has asked its Prometheus again":
    'sum by (pod) (prometheus_http_requests_total{handler="/api/v1/status/config",code="200"})',
} as const;

const nameOf = ({ alertmanager, pod }: Series["labels"]) => alertmanager ?? pod ?? "";

async function certificateOf(name: string): Promise<LiveCertificate> {
  const found = (await liveCertificates()).find(
    ({ metadata }) => metadata.name === name && metadata.namespace === MONITORING,
  );
  if (found === undefined) throw new Error(`There is no Certificate ${name}.`);
  return found;
}

/** Whether each certificate of a chain is signed by the next one, and the last by the authority. */
function isSigned({ chain, authority }: Issued): boolean {
  return chain.every((each, index) => {
    const by = chain[index + 1] ?? authority;
    return by.ca && each.checkIssued(by) && each.verify(by.publicKey);
  });
}

function namesOf({ subjectAltName = "" }: X509Certificate): readonly string[] {
  return subjectAltName
    .split(", ")
    .filter((name) => name.startsWith("DNS:"))
    .map((name) => name.slice("DNS:".length));
}

/** The serial number of the certificate in a Secret, once it has changed. */
function anotherThan(before: string, name: string): Promise<string> {
  return eventually(`${name} has another certificate`, 60, async () => {
    const serial = (await issued(await certificateOf(name))).chain[0]?.serialNumber ?? "";
    expect(serial).not.toBe(before);
    return serial;
  });
}

async function serialOf(name: string): Promise<string> {
  return (await issued(await certificateOf(name))).chain[0]?.serialNumber ?? "";
}

/** Waits until each pod of a server presents a certificate. */
async function showsEverywhere(name: Server, serial: string): Promise<void> {
  await eventually(`every ${name} shows it`, SPREAD_SECONDS, async () => {
    for (const pod of await podsOf(name)) {
      const shown = await shownSerial(pod, RELOADING[name], clusterHost(name, MONITORING));
      expect(shown).toBe(serial);
    }
  });
}

/** The running pods, their restarts, and whether they are Ready. */
async function running() {
  const pods = await Promise.all(SERVERS.map(podsOf));
  return pods.flat().map((pod) => ({
    uid: pod.metadata.uid,
    name: pod.metadata.name,
    restarts: restartsOf(pod),
    ready: isReady(pod),
  }));
}

beforeAll(() => settled());

describe("every Certificate of the stack", () => {
  it("exists in the cluster and is Ready", async () => {
    const wanted = certificatesIn(await stackObjects({ timeScale: 1, stack: "prod" }));
    const live = await liveCertificates();
    expect(live.map(identityOf).sort()).toEqual(wanted.map(identityOf).sort());
    expect(live.length).toBeGreaterThan(10);
    for (const { metadata, status } of live) {
      const ready = status?.conditions?.find(({ type }) => type === "Ready")?.status;
      expect({ name: metadata.name, ready }).toEqual({ name: metadata.name, ready: "True" });
    }
  });

  it("is Ready in cert-manager's metrics", async () => {
    const ready = 'certmanager_certificate_ready_status{job="cert-manager",condition="True"} == 1';
    const told = (await query(ready)).map(
      ({ labels: { namespace = "", name = "" } }) => `${namespace}/${name}`,
    );
    const live = (await liveCertificates()).map(
      ({ metadata: { namespace = "", name } }) => `${namespace}/${name}`,
    );
    expect(told.sort()).toEqual(live.sort());
  });

  it("has a Secret with the requested names, signed by its issuer's authority", async () => {
    for (const certificate of await liveCertificates()) {
      const { name } = certificate.metadata;
      const secret = await issued(certificate);
      const [own] = secret.chain;
      expect({ name, signed: isSigned(secret) }).toEqual({ name, signed: true });
      expect({ name, names: namesOf(own!) }).toEqual({
        name,
        names: certificate.spec.dnsNames ?? [],
      });
      expect(own!.ca).toBe(certificate.spec.isCA === true);
      expect(own!.checkPrivateKey(createPrivateKey(secret.key))).toBe(true);
    }
  });
});

describe("a new certificate", () => {
  it("is issued after the Secret of the old one is deleted", async () => {
    const before = await serialOf("ingress-client");
    await deleteSecret(await certificateOf("ingress-client"));
    const after = await eventually("there is a Secret again", 60, () => serialOf("ingress-client"));
    expect(after).not.toBe(before);
  });

  it("is presented by every server without a restart, while scrapes and notifications continue", async () => {
    const from = Date.now();
    const pods = await running();
    const renewed = new Map<Server, string>();
    for (const name of SERVERS) {
      const old = await serialOf(name);
      await showsEverywhere(name, old);
      await renew(await certificateOf(name));
      renewed.set(name, await anotherThan(old, name));
    }
    for (const [name, serial] of renewed) await showsEverywhere(name, serial);
    const shown = Date.now();
    const before = new Map<string, readonly Series[]>();
    for (const counter of Object.values(GOES_ON)) before.set(counter, await query(counter));

    await eventually("each target is scraped again", 60, async () => {
      const targets = await activeTargets();
      expect(targets.filter(({ lastScrape }) => Date.parse(lastScrape) < shown)).toEqual([]);
      expect(targets.filter(({ health }) => health !== "up")).toEqual([]);
    });
    // The watchdog is sent every minute. Each sidecar requests its Prometheus's configuration every half minute.
    for (const [what, counter] of Object.entries(GOES_ON)) {
      const then = new Map(
        before.get(counter)?.map(({ labels, value }) => [nameOf(labels), value]),
      );
      expect(then.size).toBeGreaterThan(1);
      await eventually(what, 150, async () => {
        const now = await query(counter);
        const more = now.filter(({ labels, value }) => value > (then.get(nameOf(labels)) ?? 0));
        expect(more).toHaveLength(then.size);
      });
    }
    const window = `[${String(Math.ceil((Date.now() - from) / 1000))}s]`;
    expect(await query(`min_over_time(up${window}) < 1`)).toEqual([]);
    for (const failed of ["errors", "dropped"]) {
      const lost = `sum(increase(prometheus_notifications_${failed}_total${window}))`;
      expect({ failed, count: await number(lost) }).toEqual({ failed, count: 0 });
    }
    expect(await running()).toEqual(pods);
    expect(pods.filter(({ ready }) => !ready)).toEqual([]);
  }, 900_000);
});
