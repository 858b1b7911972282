import { MODES } from "../../../infra/settings/operator";
import type { StackInput } from "../../../infra/settings";
import type { DeepPartial } from "../../../tools/render/merge";
import { settings } from "../../support/stacks";

const BESIDE: DeepPartial<StackInput> = {
  mode: "operator",
  namespaces: { monitoring: { name: "watchers" } },
};

it("the mode is standalone by default", () => {
  expect(MODES).toContain(settings("dev").mode);
  expect(settings("dev").mode).toBe("standalone");
});

it("operator mode links to the operator's servers by default and installs no CRDs", () => {
  const { prometheus, alertmanager, installCrds } = settings("dev", {
    ...BESIDE,
    operator: { prometheus: { namespace: "ops" } },
  });
  expect(prometheus.url).toBe("http://prometheus-operated.ops.svc:9090");
  expect(alertmanager.url).toBe("http://alertmanager-operated.ops.svc:9093");
  expect(installCrds).toBe(false);
});

it.each<[string, DeepPartial<StackInput>]>([
  ["prometheus.replicas", { prometheus: { replicas: 2 } }],
  ["prometheus.externalLabels", { prometheus: { externalLabels: { cluster: "a" } } }],
  ["prometheus.storage", { prometheus: { storage: "30Gi" } }],
  ["prometheus.memory", { prometheus: { memory: "2Gi" } }],
  ["alertmanager.replicas", { alertmanager: { replicas: 2 } }],
  ["alertmanager.storage", { alertmanager: { storage: "2Gi" } }],
  ["grafana.replicas", { grafana: { replicas: 0 } }],
  ["grafana.storage", { grafana: { storage: "5Gi" } }],
  ["servers.grafana", { servers: { grafana: { labels: { team: "a" } } } }],
  [
    "remoteWrite",
    { remoteWrite: [{ name: "a", url: "https://mimir.example.com/push", auth: { type: "none" } }] },
  ],
  ["internalTls", { internalTls: { issuer: { selfSigned: true } } }],
  ["notifications.slack.by", { notifications: { slack: { by: "app" } } }],
  [
    "notifications.email.implicitTls",
    {
      notifications: {
        email: {
          to: "a@example.com",
          from: "b@example.com",
          smarthost: "smtp.example.com:465",
          implicitTls: true,
        },
      },
    },
  ],
  [
    "notifications.maintenance.0.location",
    {
      notifications: {
        maintenance: [
          { name: "n", location: "Europe/Berlin", times: [{ start: "01:00", end: "02:00" }] },
        ],
      },
    },
  ],
  ["namespaces.monitoring.name", { namespaces: { monitoring: { name: "monitoring" } } }],
  ["namespaces.application.name", { namespaces: { application: { name: "monitoring" } } }],
])("operator mode rejects %s by name", (path, overrides) => {
  const faults = () =>
    settings("dev", {
      ...BESIDE,
      ...overrides,
      namespaces: { ...BESIDE.namespaces, ...overrides.namespaces },
    });
  expect(faults).toThrow(new RegExp(`^  ${path.replaceAll(".", "\\.")}: must `, "m"));
});

it("operator mode accepts the operator's namespace if the stack does not create it", () => {
  const config = settings("dev", {
    mode: "operator",
    namespaces: { monitoring: { name: "monitoring", create: false } },
  });
  expect(config.namespaces.monitoring).toEqual({ name: "monitoring", create: false });
});

it("standalone mode rejects the `operator` settings", () => {
  expect(() => settings("dev", { operator: { labels: { release: "other" } } })).toThrow(
    /^  operator: must be left out with mode standalone/m,
  );
});
