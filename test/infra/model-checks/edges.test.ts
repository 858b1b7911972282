import { findings, type StackModel } from "../../../infra/model-checks";
import type { Plan } from "../../../infra/plan";
import type { ExternalTarget } from "../../../infra/kubernetes/externalTargets";
import type { Server } from "../../../infra/kubernetes/server";
import { copyOf, declaredBy, faultsAfter, type Mutable } from "./stack";

/** The only container of a workload. */
const containerOf = ({ resource }: { resource: unknown }) =>
  (resource as Server["resource"]).spec.template.spec!.containers[0]!;

describe("edges between the parts of a stack", () => {
  it.each(["dev", "prod"] as const)("all have existing targets in %s", (stack) => {
    expect(findings(declaredBy(stack))).toEqual([]);
  });

  it.each(["http", 8000])(
    "all have existing targets if a monitor uses the pods' port %s",
    (targetPort) => {
      expect(
        faultsAfter(({ backend }, { network }) => {
          backend.monitor!.spec.endpoints = backend.monitor!.spec.endpoints.map((endpoint) => ({
            ...endpoint,
            port: "",
            targetPort,
          }));
          network.parts.backend = backend;
        }),
      ).toEqual([]);
    },
  );

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
      "ServiceMonitor autodealgenie/backend scrapes Service port autodealgenie/backend metrics, which does not exist",
    ],
    "a monitor's targetPort": [
      ({ backend }) => {
        backend.monitor!.spec.endpoints = [{ targetPort: "metrics" }];
      },
      "ServiceMonitor autodealgenie/backend scrapes container port autodealgenie/backend metrics, which does not exist",
    ],
    "a monitor's numeric targetPort": [
      ({ backend }) => {
        backend.monitor!.spec.endpoints = [{ targetPort: 9 }];
      },
      "ServiceMonitor autodealgenie/backend scrapes container port autodealgenie/backend 9, which does not exist",
    ],
    "a Service's selector": [
      ({ redis }) => (redis.service.spec.selector = { app: "redis" }),
      "Service autodealgenie/redis selects no pods (app=redis)",
    ],
    "a workload's selector": [
      ({ redis }) => (redis.resource.spec.selector.matchLabels = { app: "redis" }),
      "StatefulSet autodealgenie/redis selects other labels",
    ],
    "a governing Service": [
      ({ redis }) => ((redis.resource.spec as { serviceName: string }).serviceName = "other"),
      "StatefulSet autodealgenie/redis is governed by Service other, which is not its own",
    ],
    "a governing Service that is not headless": [
      ({ redis }) => Reflect.deleteProperty(redis.governing!.spec, "clusterIP"),
      "StatefulSet autodealgenie/redis is governed by Service redis-headless, which has an address, and is not headless",
    ],
    "a governing Service's selector": [
      ({ redis }) => (redis.governing!.spec.selector = { app: "redis" }),
      "StatefulSet autodealgenie/redis is governed by Service redis-headless, which does not select its pods",
    ],
    "a governing Service with the labels of the scraped Service": [
      ({ grafana }) =>
        Reflect.set(grafana.governing!.metadata, "labels", grafana.service.metadata.labels),
      "ServiceMonitor monitoring/grafana selects monitoring/grafana and monitoring/grafana-headless",
    ],
    "a container's port": [
      ({ grafana }) => (containerOf(grafana).ports![0]!.name = "http"),
      "Service port monitoring/grafana web leads to container port monitoring/grafana web, which does not exist",
    ],
    "a probe's port": [
      ({ grafana }) => (containerOf(grafana).livenessProbe!.httpGet!.port = "http"),
      "StatefulSet monitoring/grafana connects with its livenessProbe to container port monitoring/grafana http, which does not exist",
    ],
    "a ConfigMap's file": [
      ({ prometheus }) => (prometheus.configMaps[0]!.data = {}),
      "volume monitoring/prometheus config shows file monitoring/prometheus-config/prometheus.yml, which does not exist",
    ],
    "a ConfigMap that nothing mounts": [
      ({ prometheus }) => (prometheus.configMaps[0]!.data!["more.yml"] = ""),
      "file monitoring/prometheus-config/more.yml: no volume contains it",
    ],
    "a mounted volume": [
      ({ redis }) => (containerOf(redis).volumeMounts![0]!.name = "other"),
      "StatefulSet autodealgenie/redis mounts volume autodealgenie/redis other, which does not exist",
    ],
    "a secret's key": [
      ({ alertmanager }) =>
        (alertmanager.secret = {
          ...alertmanager.secret!,
          sources: { "slack-webhook-url": {}, "smtp-password": {}, "watchdog-url": {} },
        } as never),
      "secret file monitoring/alertmanager /etc/secrets/pagerduty-routing-key shows Secret key monitoring/alertmanager/pagerduty-routing-key, which does not exist",
    ],
    "a secret file that is not mounted": [
      ({ alertmanager }) =>
        (alertmanager.resource.spec.template.spec!.volumes!.find(
          ({ name }) => name === "secrets",
        )!.secret!.items = []),
      "StatefulSet monitoring/alertmanager (alertmanager.yml) reads secret file monitoring/alertmanager /etc/secrets/pagerduty-routing-key, which does not exist",
    ],
    "a secret that nothing reads": [
      ({ backend }) => (containerOf(backend).env = []),
      "secret file autodealgenie/backend /etc/secrets/jwt-secret: nothing reads it",
    ],
    "the address of a Service": [
      ({ postgres }) => (postgres.service.metadata.name = "database"),
      "Deployment autodealgenie/backend (DATABASE_HOST) connects to address postgres.autodealgenie.svc, which does not exist",
    ],
    "the port of an address": [
      ({ alertmanager }) => (alertmanager.service.spec.ports![0]!.port = 80),
      "StatefulSet monitoring/prometheus (prometheus.yml) connects to address alertmanager-0.alertmanager.monitoring.svc:9093, which does not exist",
    ],
  };

  it.each([
    [
      "its monitor's selector",
      ({ monitor }: Mutable<ExternalTarget>): void => {
        monitor.spec.selector.matchLabels = { app: "other" };
      },
      "ServiceMonitor monitoring/cert-manager scrapes Service port of no Service http-metrics, which does not exist",
    ],
    [
      "its monitor's port",
      ({ monitor }: Mutable<ExternalTarget>): void => {
        monitor.spec.endpoints[0]!.port = "web";
      },
      "ServiceMonitor monitoring/cert-manager scrapes Service port cert-manager/cert-manager web, which does not exist",
    ],
  ] as const)("to an external target are reported if broken: %s", (_, change, fault) => {
    const declared = copyOf(declaredBy("prod"));
    change(declared.externalTargets[0]!);
    const found = findings(declared as StackModel).map(({ what }) => what);
    expect(found).toContainEqual(expect.stringContaining(fault));
    expect(found).toContainEqual(expect.stringContaining("cert-manager, of which no target"));
  });

  it.each(Object.entries(cut))("are reported if broken: %s", (_, [change, fault]) => {
    expect(faultsAfter(change)).toContainEqual(expect.stringContaining(fault));
  });
});
