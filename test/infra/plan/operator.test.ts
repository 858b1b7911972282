import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { load } from "js-yaml";

import { flowsOf } from "../../../infra/kubernetes/network/flows";
import { stackModel } from "../../../infra/plan";
import { scrapeConfigs, type ScrapeConfig } from "../../../infra/rendered-config/scrapeConfigs";
import type { ServiceMonitor } from "../../../infra/objects/kubernetes";
import type { StackInput } from "../../../infra/settings";
import type { DeepPartial } from "../../../tools/render/merge";
import type { KubernetesManifest } from "../../../tools/render/objects";
import { renderStack } from "../../../tools/render/render";
import { amtool } from "../../support/amtool";
import { generated, type Generated } from "../../support/operatorGenerate";
import { Authority } from "../../support/pki";
import { schemaFaults } from "../../support/schemaFaults";
import { settings } from "../../support/stacks";

const BESIDE: DeepPartial<StackInput> = {
  mode: "operator",
  namespaces: { monitoring: { name: "watchers" } },
};
/** Every kind of receiver, and a time interval in which nobody is notified. */
const TOLD: DeepPartial<StackInput> = {
  ...BESIDE,
  certificates: ["https://app.example.com"],
  existingSecrets: { watchdogUrl: { secretName: "dead-mans-switch", key: "url" } },
  proxy: { url: "http://proxy.example.com:3128" },
  notifications: {
    email: {
      to: "team@example.com",
      from: "alerts@example.com",
      smarthost: "smtp.example.com:587",
      username: "alerts",
    },
    opsgenie: { responders: [{ type: "team", name: "platform" }] },
    webhooks: [{ name: "tickets", severities: ["critical"] }],
    maintenance: [{ name: "night", times: [{ start: "01:00", end: "02:00" }] }],
  },
};

interface Made {
  readonly objects: readonly KubernetesManifest[];
  readonly by: Generated;
}

const made: Record<string, Made> = {};

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "operator-"));
  // The operator checks that the certificate is valid.
  new Authority(folder).sign("nobody", []);
  const authority = readFileSync(join(folder, "ca.crt"), "utf8");
  rmSync(folder, { recursive: true });
  const page = readFileSync(join(__dirname, "../../../docs/operator.md"), "utf8");
  const documented = load(/```yaml\n([\s\S]*?)```/.exec(page)![1]!) as typeof BESIDE;
  const example = { ...documented, namespaces: BESIDE.namespaces! };
  for (const [name, overrides] of Object.entries({ least: BESIDE, example, most: TOLD })) {
    const secrets = new Proxy({}, { get: () => "https://told.example.com/secret" });
    const { objects } = await renderStack("dev", { overrides, secrets });
    const filled = objects.map((object) =>
      object.type === "kubernetes.io/service-account-token"
        ? { ...object, stringData: { token: "token", "ca.crt": authority } }
        : object,
    );
    const existing = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "dead-mans-switch", namespace: "watchers" },
      stringData: { url: "https://watchdog.example.com" },
    };
    const by = generated({
      objects: [...filled, existing],
      select: { release: "kube-prometheus-stack" },
      namespace: "monitoring",
    });
    made[name] = { objects, by };
  }
});

const of = (kind: string, { objects }: Made) => objects.filter((object) => object.kind === kind);

describe.each(["least", "example", "most"])("a stack in operator mode: %s", (name) => {
  it("deploys neither the servers that the operator manages nor roles for Prometheus", () => {
    const names = made[name]!.objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(
      names.filter((each) => /^StatefulSet (?!postgres|redis)|Crd|CustomRes/.test(each)),
    ).toEqual([]);
    expect(names.filter((each) => /(prometheus|alertmanager|grafana)$/.test(each))).toEqual([]);
    expect(names.filter((each) => each.startsWith("ClusterRole "))).toEqual([
      "ClusterRole autodealgenie-watchers-node-metrics-read",
    ]);
  });

  it("conforms to the schemas of the operator's kinds", () => {
    expect(schemaFaults(made[name]!.objects)).toEqual([]);
  });

  it("has all its objects selected and accepted by the operator", () => {
    const count = (kind: string) => of(kind, made[name]!).length;
    const { taken } = made[name]!.by;
    expect(taken).toEqual({
      ServiceMonitor: count("ServiceMonitor"),
      ScrapeConfig: 2,
      PrometheusRule: count("PrometheusRule"),
    });
    expect(taken.PrometheusRule).toBeGreaterThan(10);
  });

  it("results in a valid alertmanager.yml", () => {
    const files = { "alertmanager.yml": made[name]!.by.alertmanager };
    expect(amtool(files, "check-config", "alertmanager.yml")).toContain("SUCCESS");
  });

  it("results in the same scrape configuration per ServiceMonitor as our own Prometheus has", () => {
    const { scrape_configs } = load(made[name]!.by.prometheus) as {
      scrape_configs: (ScrapeConfig & { readonly job_name: string })[];
    };
    const monitors = of("ServiceMonitor", made[name]!) as unknown as ServiceMonitor[];
    const own = scrapeConfigs(monitors);
    expect(own.length).toBeGreaterThan(3);
    for (const config of own) {
      const operators = scrape_configs.find(({ job_name }) => job_name === config.job_name)!;
      // With one shard, these rules keep every target.
      const relabel_configs = operators.relabel_configs.filter(
        ({ source_labels, target_label }) =>
          !JSON.stringify([source_labels, target_label]).includes("__tmp_hash"),
      );
      expect({ ...operators, relabel_configs }).toEqual(config);
    }
  });

  it("scrapes nodes with the same jobs, cadvisor and kubelet", () => {
    const { scrape_configs } = load(made[name]!.by.prometheus) as {
      scrape_configs: (ScrapeConfig & { readonly job_name: string })[];
    };
    for (const job of ["cadvisor", "kubelet"]) {
      const config = scrape_configs.find(
        ({ job_name }) => job_name === `scrapeConfig/watchers/${job}`,
      )!;
      expect(config).toMatchObject({
        honor_labels: true,
        track_timestamps_staleness: true,
        scheme: "https",
        kubernetes_sd_configs: [{ role: "node" }],
      });
      expect(config.relabel_configs).toEqual(
        expect.arrayContaining([
          { target_label: "job", action: "replace", replacement: job },
          { target_label: "environment", action: "replace", replacement: "dev" },
        ]),
      );
    }
  });
});

const NAMES = (labels: readonly string[], { by }: Made = made.most!) =>
  amtool(
    { "alertmanager.yml": by.alertmanager },
    "config",
    "routes",
    "test",
    "--config.file=alertmanager.yml",
    ...labels,
  );
const OURS = ["namespace=watchers", "part_of=autodealgenie"];
const told = (...receivers: readonly string[]) =>
  receivers.map((name) => `watchers/autodealgenie/${name}`).join(",");

describe("an alert in the operator's Alertmanager", () => {
  it.each([
    [["severity=critical"], told("opsgenie", "webhook-tickets", "critical")],
    [["severity=warning"], told("warning")],
    [["severity=info"], told("info")],
    // The operator's own routes also match it.
    [["alertname=Watchdog", "severity=none"], `${told("watchdog")},null`],
    [["severity=catastrophic"], told("warning")],
  ])("of ours with labels %j is routed to %s", (labels, to) => {
    expect(NAMES([...OURS, ...labels])).toBe(to);
  });

  it.each([
    [["namespace=watchers", "severity=critical"]],
    [["namespace=monitoring", "part_of=autodealgenie", "severity=critical"]],
    [["alertname=Watchdog"]],
  ])("of others with labels %j reaches none of our receivers", (labels) => {
    expect(NAMES(labels)).toBe("null");
  });

  it.each(["None", "OnNamespaceExceptForAlertmanagerNamespace"] as const)(
    "reaches our receivers only if it is ours, with matcher strategy %s",
    (strategy) => {
      const { objects } = made.least!;
      const by = generated({
        objects: objects.filter(({ kind }) => ["AlertmanagerConfig", "Secret"].includes(kind)),
        select: {},
        namespace: "watchers",
        strategy,
      });
      expect(NAMES(["namespace=watchers", "severity=critical"], { objects, by })).toBe("null");
      expect(NAMES([...OURS, "severity=critical"], { objects, by })).toBe(told("critical"));
    },
  );

  it("is grouped by exported_namespace, and never grouped or inhibited by namespace", () => {
    interface Routes {
      readonly group_by?: readonly string[];
      readonly routes?: readonly Routes[];
    }
    const config = load(made.most!.by.alertmanager) as {
      readonly route: Routes;
      readonly inhibit_rules: readonly {
        readonly equal?: readonly string[];
        readonly source_matchers: readonly string[];
        readonly target_matchers: readonly string[];
      }[];
    };
    const groups = (route: Routes): readonly string[] => [
      ...(route.group_by ?? []),
      ...(route.routes ?? []).flatMap(groups),
    ];
    expect(groups(config.route)).toContain("exported_namespace");
    expect(groups(config.route)).not.toContain("namespace");
    expect(config.inhibit_rules.length).toBeGreaterThan(10);
    for (const { equal = [], source_matchers, target_matchers } of config.inhibit_rules) {
      expect(equal).not.toContain("namespace");
      for (const matchers of [source_matchers, target_matchers]) {
        expect(matchers).toEqual(
          expect.arrayContaining(['part_of="autodealgenie"', 'namespace="watchers"']),
        );
      }
    }
  });
});

interface Asking {
  readonly targets?: readonly { readonly expr?: string }[];
}

interface FileOfPanels {
  readonly headings?: unknown;
  readonly panels: readonly {
    readonly type: string;
    readonly gridPos: { readonly y: number };
    readonly collapsed?: boolean;
    readonly panels?: readonly unknown[];
  }[];
}

describe("a dashboard in operator mode", () => {
  const texts = () =>
    of("ConfigMap", made.most!).flatMap(({ metadata, data = {} }) =>
      metadata.name.startsWith("grafana-dashboard-") ? [{ metadata, data }] : [],
    );

  it("is found by Grafana's sidecar and queries the configured data source", async () => {
    expect(texts().length).toBeGreaterThan(9);
    for (const { metadata } of texts()) {
      expect(metadata.labels).toMatchObject({ grafana_dashboard: "1" });
    }
    const { objects } = await renderStack("dev", {
      overrides: {
        ...BESIDE,
        operator: { dashboards: { labels: { dash: "yes" }, datasourceUid: "thanos" } },
      },
    });
    const maps = objects.filter(({ metadata }) => metadata.labels?.dash === "yes");
    expect(maps).toHaveLength(texts().length);
    for (const { data = {} } of maps) {
      const [text = ""] = Object.values(data);
      expect(JSON.parse(text)).toMatchObject({
        templating: {
          list: expect.arrayContaining([
            expect.objectContaining({ current: { text: "Prometheus", value: "thanos" } }),
          ]) as unknown,
        },
      });
    }
  });

  it("shows its sections as rows, none of which is empty", () => {
    const all = texts().map(({ data }) => JSON.parse(Object.values(data)[0] ?? "") as FileOfPanels);
    for (const { headings, panels } of all) {
      expect(headings).toBeUndefined();
      const open = panels.filter(({ collapsed }) => collapsed !== true);
      open.forEach(({ type, gridPos }, i) => {
        expect(gridPos.y).toBeGreaterThanOrEqual(open[i - 1]?.gridPos.y ?? 0);
        // A row that is followed by another row would be empty.
        if (type === "row") expect(open[i + 1]?.type ?? "row").not.toBe("row");
      });
      for (const { panels: hidden } of panels.filter(({ collapsed }) => collapsed)) {
        expect(hidden?.length).toBeGreaterThan(0);
      }
    }
    expect(all.flatMap(({ panels }) => panels.filter(({ type }) => type === "row"))).not.toEqual(
      [],
    );
  });

  it("queries only its environment, and no servers that the stack does not deploy", () => {
    for (const { data } of texts()) {
      const [text = ""] = Object.values(data);
      const { panels } = JSON.parse(text) as {
        readonly panels: readonly (Asking & { readonly panels?: readonly Asking[] })[];
      };
      const exprs = panels
        .flatMap(({ panels: under = [], ...panel }) => [panel, ...under])
        .flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => expr ?? []));
      expect(exprs.length).toBeGreaterThan(0);
      for (const expr of exprs) {
        expect(expr).toContain('environment="dev"');
        expect(expr).not.toMatch(/job="(prometheus|alertmanager|grafana)"/);
      }
    }
  });
});

it("lets the operator's Prometheus pods reach exactly the pods that they scrape", () => {
  const config = settings("dev", {
    ...BESIDE,
    operator: { prometheus: { namespace: "ops", labels: { app: "metrics" } } },
  });
  const { network } = stackModel(config);
  const from = { kind: "pods", namespace: "ops", labels: { app: "metrics" } };
  const reached = flowsOf(network.parts, network.settings).filter(
    (flow) => JSON.stringify(flow.from) === JSON.stringify(from),
  );
  expect(
    reached.map(({ to }) => to.kind === "pods" && to.labels["app.kubernetes.io/name"]),
  ).toEqual(["backend", "postgres-exporter", "redis-exporter", "kube-state-metrics"]);
});
