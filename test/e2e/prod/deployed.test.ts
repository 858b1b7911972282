import { z } from "zod";

import { giveAlerts } from "../../../lab/clients/alertmanager";
import { eventually } from "../../../tools/polling";
import { fetchSecured } from "../../../lab/clients/fetch";
import { isReady, pageOf, podsOf } from "../../../lab/clients/pods";
import { arrived } from "../../../lab/clients/receivers";
import { serviceAt } from "../../../lab/clients/services";
import { kubectl, kubectlGet } from "../../../lab/cluster/kubectl";
import { urlOf } from "../../../lab/cluster/layout";
import { DATABASES_NAMESPACE } from "../../../lab/databases/addresses";
import { MONITORING } from "../../../infra/objects/names";
import { configOf } from "../../../tools/render/render";
import { isWorkload } from "../../../lab/deploy/object";
import { stackObjects } from "../../../lab/deploy/stack";
import { POSTGRES_BIN, SOCKET_FOLDER } from "../../../infra/rendered-config/postgres";
import { everyPrometheus } from "../../support/chaos/source";
import type { Receiver } from "../../../lab/receivers/notification";
import { SEVERITIES, type Severity } from "../../../alert-rules/policy";
import { expectedJobs, settled } from "../support/settled";

const PROMETHEUS_PORT = 9090;
const ALERTMANAGER_PORT = 9093;

const targets = z.object({
  data: z.object({
    activeTargets: z.array(
      z.object({ labels: z.record(z.string(), z.string()), health: z.string() }),
    ),
  }),
});
const told = z.object({
  data: z.object({ activeAlertmanagers: z.array(z.object({ url: z.string() })) }),
});
const found = z.object({
  data: z.record(z.string(), z.array(z.object({ lastError: z.unknown() }))),
});
const status = z.object({
  cluster: z.object({ status: z.string(), peers: z.array(z.object({ name: z.string() })) }),
});

async function ask<T>(
  pod: Parameters<typeof pageOf>[0],
  port: number,
  path: string,
  as: z.ZodType<T>,
) {
  return as.parse(JSON.parse(await pageOf(pod, port, path)));
}

beforeAll(() => settled());

describe("the prod stack", () => {
  it("has every pod of every workload Ready", async () => {
    const workloads = (await stackObjects({ timeScale: 1, stack: "prod" })).filter(isWorkload);
    expect(workloads.length).toBeGreaterThan(7);
    for (const { metadata, spec } of workloads) {
      const pods = await podsOf(metadata.name);
      // Grafana has no pods if no registry answered for its image, which `up` has reported.
      if (metadata.name === "grafana" && pods.length === 0) continue;
      expect({ of: metadata.name, ready: pods.filter(isReady).length }).toEqual({
        of: metadata.name,
        ready: pods.length,
      });
      // The autoscaler sets the number of backends: at least three.
      expect(pods.length).toBeGreaterThanOrEqual(spec.replicas ?? 3);
    }
  });

  it("has every target scraped by each Prometheus", async () => {
    const jobs = await expectedJobs();
    for (const pod of await podsOf("prometheus")) {
      const { data } = await ask(pod, PROMETHEUS_PORT, "api/v1/targets?state=active", targets);
      const all = data.activeTargets;
      expect(all.filter(({ health }) => health !== "up")).toEqual([]);
      expect([...new Set(all.map(({ labels }) => labels.job))].sort()).toEqual(jobs);
      const of = (job: string) => all.filter(({ labels }) => labels.job === job);
      expect(of("alertmanager")).toHaveLength(3);
      expect(of("prometheus")).toHaveLength(2);
      expect(of("blackbox-exporter")).toHaveLength(configOf("prod").certificates.length);
    }
  });

  it("has three Alertmanagers in one cluster", async () => {
    const pods = await podsOf("alertmanager");
    expect(pods).toHaveLength(3);
    for (const pod of pods) {
      const { cluster } = await ask(pod, ALERTMANAGER_PORT, "api/v2/status", status);
      expect(cluster.status).toBe("ready");
      expect(cluster.peers).toHaveLength(3);
    }
  });

  it("connects each Prometheus to each Alertmanager", async () => {
    const pods = await podsOf("prometheus");
    expect(pods).not.toEqual([]);
    for (const pod of pods) {
      const { data } = await ask(pod, PROMETHEUS_PORT, "api/v1/alertmanagers", told);
      const hosts = data.activeAlertmanagers.map(({ url }) => new URL(url).hostname.split(".")[0]);
      expect(hosts.sort()).toEqual(["alertmanager-0", "alertmanager-1", "alertmanager-2"]);
    }
  });

  it("queries each Prometheus and the store through Thanos Query", async () => {
    const query = await serviceAt("thanos-query", MONITORING, "http");
    const { data } = found.parse(JSON.parse(await query("api/v1/stores")));
    const kinds = Object.fromEntries(Object.entries(data).map(([kind, all]) => [kind, all.length]));
    expect(kinds).toEqual({ sidecar: 2, store: 1 });
    expect(Object.values(data).flatMap((all) => all.map(({ lastError }) => lastError))).toEqual([
      null,
      null,
      null,
    ]);
    const { query: series } = await everyPrometheus();
    expect(await series('up{job="prometheus"} == 1')).toBe(2);
  });

  it("serves the backend over TLS only", async () => {
    const url = `${urlOf("backend")}/health`;
    expect((await fetchSecured(url)).status).toBe(200);
    await expect(fetch(url)).rejects.toThrow("fetch failed");
    await expect(fetch(url.replace(/^http:/, "https:"))).rejects.toThrow("fetch failed");
  });

  it("connects to PostgreSQL over TLS only", async () => {
    const sql =
      "SELECT count(*) FILTER (WHERE ssl), count(*) FILTER (WHERE NOT ssl) FROM pg_stat_ssl " +
      "JOIN pg_stat_activity USING (pid) WHERE client_addr IS NOT NULL";
    const psql = `${POSTGRES_BIN}/psql`;
    const answer = await kubectl([
      ...["exec", "postgres-0", `--namespace=${DATABASES_NAMESPACE}`, "--"],
      ...[psql, "--no-psqlrc", "--tuples-only", "--no-align", `--host=${SOCKET_FOLDER}`],
      ...["--username=postgres", `--command=${sql}`],
    ]);
    const [encrypted, open] = answer.trim().split("|").map(Number);
    expect(encrypted).toBeGreaterThan(0);
    expect(open).toBe(0);
  });

  it("notifies PagerDuty, Slack and email over TLS", async () => {
    const run = Date.now().toString(36);
    const name = (severity: Severity) => `Delivery_${severity}_${run}`;
    // Without it, the alert would resolve only after resolve_timeout, and later tests would have to wait.
    const endsAt = new Date(Date.now() + 60_000);
    await giveAlerts(
      SEVERITIES.map((severity) => ({
        labels: { alertname: name(severity), severity, component: "monitoring" },
        annotations: { summary: "A trial.", description: "Nothing is wrong." },
        endsAt,
      })),
    );
    const expected: readonly (readonly [Receiver, Severity])[] = [
      ["pagerduty", "critical"],
      ["slack", "warning"],
      ["email", "info"],
    ];
    for (const [receiver, severity] of expected) {
      await eventually(`${severity} at ${receiver}`, 90, async () => {
        expect(await arrived(receiver, name(severity))).toHaveLength(1);
      });
    }
  });

  it("has disruption budgets that allow one eviction, and an autoscaler that gets metrics", async () => {
    const budgets = await kubectlGet<{
      items: { metadata: { name: string }; status: { disruptionsAllowed: number } }[];
    }>(["poddisruptionbudgets", "--all-namespaces"]);
    expect(budgets.items.map(({ metadata }) => metadata.name)).toEqual(
      expect.arrayContaining(["alertmanager", "backend"]),
    );
    for (const { status } of budgets.items) expect(status.disruptionsAllowed).toBe(1);
    await eventually("the autoscaler has a measurement", 120, async () => {
      const hpa = await kubectlGet<{
        status: { conditions: { type: string; status: string }[] };
      }>(["horizontalpodautoscaler", "backend", "--namespace=autodealgenie"]);
      expect(hpa.status.conditions).toContainEqual(
        expect.objectContaining({ type: "ScalingActive", status: "True" }),
      );
    });
  });
});
