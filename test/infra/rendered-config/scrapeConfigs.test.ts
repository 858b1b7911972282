import crd from "../../../infra/crds/servicemonitors.json";
import { scrapeConfigs } from "../../../infra/rendered-config/scrapeConfigs";
import type { ServiceMonitor } from "../../../infra/objects/kubernetes";

type Spec = ServiceMonitor["spec"];

function monitor(spec: Partial<Spec>, name = "backend"): ServiceMonitor {
  return {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "ServiceMonitor",
    metadata: { name, namespace: "autodealgenie", labels: {} },
    spec: { selector: { matchLabels: { app: name } }, endpoints: [{ port: "http" }], ...spec },
  };
}

const compiled = (spec: Partial<Spec>) => scrapeConfigs([monitor(spec)])[0]!;
const rules = (spec: Partial<Spec>) => compiled(spec).relabel_configs;

describe("a compiled ServiceMonitor", () => {
  it("matches the operator's output rule for rule", () => {
    const spec: Partial<Spec> = {
      selector: {
        matchLabels: { "app.kubernetes.io/name": "backend" },
        matchExpressions: [{ key: "tier", operator: "In", values: ["a", "b"] }],
      },
      endpoints: [{ port: "http", interval: "15s", scrapeTimeout: "10s" }],
    };
    expect(compiled(spec)).toEqual({
      job_name: "serviceMonitor/autodealgenie/backend/0",
      honor_labels: false,
      kubernetes_sd_configs: [{ role: "endpointslice", namespaces: { names: ["autodealgenie"] } }],
      scrape_interval: "15s",
      scrape_timeout: "10s",
      relabel_configs: [
        { source_labels: ["job"], target_label: "__tmp_prometheus_job_name" },
        {
          action: "keep",
          source_labels: [
            "__meta_kubernetes_service_label_app_kubernetes_io_name",
            "__meta_kubernetes_service_labelpresent_app_kubernetes_io_name",
          ],
          regex: "(backend);true",
        },
        {
          action: "keep",
          source_labels: [
            "__meta_kubernetes_service_label_tier",
            "__meta_kubernetes_service_labelpresent_tier",
          ],
          regex: "(a|b);true",
        },
        {
          action: "keep",
          source_labels: ["__meta_kubernetes_endpointslice_port_name"],
          regex: "http",
        },
        {
          source_labels: [
            "__meta_kubernetes_endpointslice_address_target_kind",
            "__meta_kubernetes_endpointslice_address_target_name",
          ],
          separator: ";",
          regex: "Node;(.*)",
          replacement: "${1}",
          target_label: "node",
        },
        {
          source_labels: [
            "__meta_kubernetes_endpointslice_address_target_kind",
            "__meta_kubernetes_endpointslice_address_target_name",
          ],
          separator: ";",
          regex: "Pod;(.*)",
          replacement: "${1}",
          target_label: "pod",
        },
        { source_labels: ["__meta_kubernetes_namespace"], target_label: "namespace" },
        { source_labels: ["__meta_kubernetes_service_name"], target_label: "service" },
        { source_labels: ["__meta_kubernetes_pod_name"], target_label: "pod" },
        { source_labels: ["__meta_kubernetes_pod_container_name"], target_label: "container" },
        {
          action: "drop",
          source_labels: ["__meta_kubernetes_pod_phase"],
          regex: "(Failed|Succeeded)",
        },
        {
          source_labels: ["__meta_kubernetes_service_name"],
          target_label: "job",
          replacement: "${1}",
        },
        { target_label: "endpoint", replacement: "http" },
      ],
    });
  });

  it("scrapes pods regardless of their readiness", () => {
    expect(JSON.stringify(compiled({}))).not.toMatch(/ready|conditions/);
  });

  it.each([
    ["NotIn", { key: "k", operator: "NotIn", values: ["x"] }, "drop", "(x);true"],
    ["Exists", { key: "k", operator: "Exists" }, "keep", "true"],
    ["DoesNotExist", { key: "k", operator: "DoesNotExist" }, "drop", "true"],
  ])("selects by %s", (_, expression, action, regex) => {
    const selected = rules({ selector: { matchExpressions: [expression] } })[1];
    expect(selected).toMatchObject({ action, regex });
  });

  it("takes its job from the Service's label in `jobLabel`, or else from the Service's name", () => {
    const jobs = rules({ jobLabel: "app.kubernetes.io/name" }).filter(
      ({ target_label }) => target_label === "job",
    );
    expect(jobs).toEqual([
      expect.objectContaining({ source_labels: ["__meta_kubernetes_service_name"] }),
      {
        source_labels: ["__meta_kubernetes_service_label_app_kubernetes_io_name"],
        target_label: "job",
        regex: "(.+)",
        replacement: "${1}",
      },
    ]);
  });

  it("copies `targetLabels` from Services and `podTargetLabels` from pods", () => {
    expect(rules({ targetLabels: ["a-b"], podTargetLabels: ["c"] })).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          source_labels: ["__meta_kubernetes_service_label_a_b"],
          target_label: "a_b",
        }),
        expect.objectContaining({
          source_labels: ["__meta_kubernetes_pod_label_c"],
          target_label: "c",
        }),
      ]),
    );
  });

  it("ends with its own relabelings, in Prometheus's spelling", () => {
    const own = { sourceLabels: ["x"], targetLabel: "y", regex: "z", action: "Replace" as const };
    const { relabel_configs, metric_relabel_configs } = compiled({
      endpoints: [{ port: "http", relabelings: [own], metricRelabelings: [own] }],
    });
    const spelled = { source_labels: ["x"], target_label: "y", regex: "z", action: "replace" };
    expect(relabel_configs.at(-1)).toEqual(spelled);
    expect(metric_relabel_configs).toEqual([spelled]);
  });

  it("discovers targets in the namespaces that it names", () => {
    const { kubernetes_sd_configs } = compiled({ namespaceSelector: { matchNames: ["a", "b"] } });
    expect(kubernetes_sd_configs[0]!.namespaces.names).toEqual(["a", "b"]);
  });

  it("keeps its path, parameters, scheme, `honorLabels` and limits", () => {
    expect(
      compiled({
        sampleLimit: 1000,
        labelLimit: 30,
        endpoints: [
          { port: "http", path: "/m", params: { a: ["b"] }, scheme: "https", honorLabels: true },
        ],
      }),
    ).toMatchObject({
      metrics_path: "/m",
      params: { a: ["b"] },
      scheme: "https",
      honor_labels: true,
      sample_limit: 1000,
      label_limit: 30,
    });
  });

  it("is sorted by name, regardless of the input order", () => {
    const names = scrapeConfigs([monitor({}, "b"), monitor({}, "a")]).map(
      ({ job_name }) => job_name,
    );
    expect(names).toEqual(["serviceMonitor/autodealgenie/a/0", "serviceMonitor/autodealgenie/b/0"]);
  });
});

describe("compiling a ServiceMonitor with unsupported fields", () => {
  const spec = crd.spec.versions[0]!.schema.openAPIV3Schema.properties.spec.properties;
  const accepted = {
    spec: [
      "attachMetadata",
      "bodySizeLimit",
      "convertClassicHistogramsToNHCB",
      "endpoints",
      "fallbackScrapeProtocol",
      "jobLabel",
      "keepDroppedTargets",
      "labelLimit",
      "labelNameLengthLimit",
      "labelValueLengthLimit",
      "namespaceSelector",
      "nativeHistogramBucketLimit",
      "nativeHistogramMinBucketFactor",
      "podTargetLabels",
      "sampleLimit",
      "scrapeClassicHistograms",
      "scrapeProtocols",
      "selector",
      "selectorMechanism",
      "targetLabels",
      "targetLimit",
    ],
    endpoint: [
      "bearerTokenFile",
      "enableHttp2",
      "filterRunning",
      "followRedirects",
      "honorLabels",
      "honorTimestamps",
      "interval",
      "metricRelabelings",
      "noProxy",
      "params",
      "path",
      "port",
      "proxyFromEnvironment",
      "proxyUrl",
      "relabelings",
      "scheme",
      "scrapeTimeout",
      "targetPort",
      "tlsConfig",
      "trackTimestampsStaleness",
    ],
    tls: [
      "caFile",
      "certFile",
      "insecureSkipVerify",
      "keyFile",
      "maxVersion",
      "minVersion",
      "serverName",
    ],
  };
  const others = (fields: object, known: readonly string[]) =>
    Object.keys(fields).filter((field) => !known.includes(field));

  it.each(others(spec, accepted.spec))("rejects spec.%s by name", (field) => {
    expect(() => compiled({ [field]: 1 })).toThrow(
      `ServiceMonitor autodealgenie/backend: spec.${field} cannot be compiled`,
    );
  });

  it.each(others(spec.endpoints.items.properties, accepted.endpoint))(
    "rejects spec.endpoints[].%s by name",
    (field) => {
      expect(() => compiled({ endpoints: [{ port: "http", [field]: 1 }] })).toThrow(
        `spec.endpoints[0].${field} cannot be compiled`,
      );
    },
  );

  it.each(others(spec.endpoints.items.properties.tlsConfig.properties, accepted.tls))(
    "rejects spec.endpoints[].tlsConfig.%s by name",
    (field) => {
      const endpoints = [{ port: "http", tlsConfig: { [field]: 1 } }];
      expect(() => compiled({ endpoints })).toThrow(
        `spec.endpoints[0].tlsConfig.${field} cannot be compiled`,
      );
    },
  );

  it("rejects a selector of all namespaces, which Prometheus may not read", () => {
    expect(() => compiled({ namespaceSelector: { any: true } })).toThrow(
      "spec.namespaceSelector.any",
    );
  });

  it("rejects node metadata, which Prometheus may not read", () => {
    expect(() => compiled({ attachMetadata: { node: true } })).toThrow("spec.attachMetadata.node");
  });

  it("rejects an endpoint without a port, for which the operator would scrape every port", () => {
    expect(() => compiled({ endpoints: [{ path: "/metrics" }] })).toThrow("without a port");
  });
});
