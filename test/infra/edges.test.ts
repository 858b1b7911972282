import { plan, type Plan } from "../../infra/plan";
import { routeFaults } from "../../infra/config-files/routes";
import { alertmanagerConfig } from "../../infra/config-files/alertmanager";
import { scaledTimes } from "../../infra/config-files/times";
import { edgeFaults } from "../../infra/kubernetes/edges";
import type { Part } from "../../infra/kubernetes/objects";
import { settings } from "../support/stacks";

type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;

/** The faults that are seen after one thing in the dev stack was changed. */
function faultsAfter(change: (parts: Mutable<Required<Plan>>) => void): readonly string[] {
  const parts = JSON.parse(JSON.stringify(plan(settings("dev")))) as Mutable<Required<Plan>>;
  change(parts);
  return edgeFaults(Object.values(parts));
}

/** The only container of a part. */
const containerOf = (part: { workload: unknown }) =>
  (part.workload as Part["workload"]).spec.template.spec!.containers[0]!;

describe("the edges between the parts", () => {
  it.each(["dev", "prod"] as const)("all lead somewhere in %s", (stack) => {
    expect(edgeFaults(Object.values<Part>(plan(settings(stack))))).toEqual([]);
  });

  const cut: Readonly<Record<string, [(parts: Mutable<Required<Plan>>) => void, string]>> = {
    "a monitor that selects no Service": [
      ({ backend }) => (backend.monitor!.spec.selector.matchLabels = { app: "other" }),
      "ServiceMonitor autodealgenie/backend selects no Service",
    ],
    "a monitor that selects everything": [
      ({ backend }) => (backend.monitor!.spec.selector.matchLabels = {}),
      "ServiceMonitor autodealgenie/backend selects no Service",
    ],
    "a monitor that selects two Services": [
      ({ backend, redis }) => (redis.service.metadata.labels = backend.service.metadata.labels),
      "ServiceMonitor autodealgenie/backend selects autodealgenie/backend and autodealgenie/redis",
    ],
    "a monitor in another namespace": [
      ({ backend }) =>
        (backend.monitor!.metadata = { ...backend.monitor!.metadata, namespace: "monitoring" }),
      "ServiceMonitor monitoring/backend selects no Service",
    ],
    "a monitor's port": [
      ({ backend }) => (backend.monitor!.spec.endpoints[0]!.port = "metrics"),
      "ServiceMonitor autodealgenie/backend scrapes port metrics, which its Service has not (http)",
    ],
    "a Service's selector": [
      ({ redis }) => (redis.service.spec.selector = { app: "redis" }),
      "Service autodealgenie/redis selects other labels",
    ],
    "a workload's selector": [
      ({ redis }) => (redis.workload.spec.selector.matchLabels = { app: "redis" }),
      "StatefulSet autodealgenie/redis selects other labels",
    ],
    "a governing Service": [
      ({ redis }) => ((redis.workload.spec as { serviceName: string }).serviceName = "other"),
      "StatefulSet autodealgenie/redis is governed by other",
    ],
    "a container's port": [
      ({ grafana }) => (containerOf(grafana).ports![0]!.name = "http"),
      "Service monitoring/grafana, port web: no container has a port web",
    ],
    "a probe's port": [
      ({ grafana }) => (containerOf(grafana).livenessProbe!.httpGet!.port = "http"),
      "monitoring/grafana: a probe asks port http, which is not open",
    ],
    "a ConfigMap's file": [
      ({ prometheus }) => (prometheus.configMaps[0]!.data = {}),
      "monitoring/prometheus mounts prometheus-config/prometheus.yml, which no ConfigMap holds",
    ],
    "a ConfigMap that nothing mounts": [
      ({ prometheus }) => (prometheus.configMaps[0]!.data!["more.yml"] = ""),
      "does not mount its ConfigMap's prometheus-config/more.yml",
    ],
    "a mounted volume": [
      ({ redis }) => (containerOf(redis).volumeMounts![0]!.name = "other"),
      "autodealgenie/redis mounts no such volume: other",
    ],
    "a secret's key": [
      ({ alertmanager }) =>
        (alertmanager.secret = {
          ...alertmanager.secret!,
          keys: ["slack-webhook-url", "smtp-password", "watchdog-url"],
        } as never),
      "monitoring/alertmanager mounts key pagerduty-routing-key, which its Secret has not",
    ],
    "a secret file that is not mounted": [
      ({ alertmanager }) =>
        (alertmanager.workload.spec.template.spec!.volumes!.find(
          ({ name }) => name === "secrets",
        )!.secret!.items = []),
      "monitoring/alertmanager, alertmanager.yml reads secret file pagerduty-routing-key, which is not mounted",
    ],
    "a secret that nothing reads": [
      ({ backend }) => (containerOf(backend).env = []),
      "autodealgenie/backend mounts secret jwt-secret, which nothing reads",
    ],
    "the address of a Service": [
      ({ postgres }) => (postgres.service.metadata.name = "database"),
      "autodealgenie/backend, DATABASE_HOST leads to postgres.autodealgenie.svc, where no Service is",
    ],
    "the port of an address": [
      ({ alertmanager }) => (alertmanager.service.spec.ports![0]!.port = 80),
      "prometheus.yml leads to port 9093 of alertmanager-0.alertmanager.monitoring.svc, whose ports are 80, 9094",
    ],
  };

  it.each(Object.entries(cut))("are missed when one is cut: %s", (_, [change, fault]) => {
    expect(faultsAfter(change)).toContainEqual(expect.stringContaining(fault));
  });
});

describe("the routes of alerts", () => {
  const config = alertmanagerConfig(settings("dev").notifications, scaledTimes(1));

  it("all lead to somebody", () => {
    expect(routeFaults(config)).toEqual([]);
  });

  it("are missed when a receiver is gone, has no route or tells nobody", () => {
    const [first, ...rest] = config.receivers;
    expect(
      routeFaults({
        ...config,
        receivers: [...rest, { ...first!, name: "nobody's" }, { name: "quiet", slack_configs: [] }],
      }),
    ).toEqual([
      'alertmanager.yml: a route leads to "critical", which is no receiver',
      'alertmanager.yml: no route leads to receiver "nobody\'s"',
      'alertmanager.yml: no route leads to receiver "quiet"',
      'alertmanager.yml: receiver "quiet" tells nobody',
    ]);
  });
});
