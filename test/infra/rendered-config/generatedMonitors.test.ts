import fc from "fast-check";
import { load } from "js-yaml";

import type { ServiceMonitor } from "../../../infra/objects/kubernetes";
import { scrapeConfigs, type ScrapeConfig } from "../../../infra/rendered-config/scrapeConfigs";
import { generated } from "../../support/operatorGenerate";
import { schemaFaults } from "../../support/schemaFaults";
import type { KubernetesManifest } from "../../../tools/render/objects";

type Spec = ServiceMonitor["spec"];
type Endpoint = Spec["endpoints"][number];

const text = fc.constantFrom("a", "b-c", "team_1", "10.0.0.1", "x.y");
const key = fc.constantFrom("app", "app.kubernetes.io/name", "tier", "a-b.c/d_e", "Zone");
const label = fc.constantFrom("job", "team", "a_b");
const limit = fc.integer({ min: 0, max: 1000 });
const words = <T extends string>(...all: readonly T[]) => fc.constantFrom(...all);
const PROTOCOLS = [
  "PrometheusProto",
  "OpenMetricsText0.0.1",
  "OpenMetricsText1.0.0",
  "PrometheusText0.0.4",
  "PrometheusText1.0.0",
] as const;

/** A record in which every field is optional. */
function some<T extends object>(fields: { readonly [K in keyof T]-?: fc.Arbitrary<T[K]> }) {
  return fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;
}

const relabeling = some<NonNullable<Endpoint["relabelings"]>[number]>({
  sourceLabels: fc.array(label, { maxLength: 2 }),
  separator: words("", ";", "/"),
  targetLabel: label,
  regex: words("", "(.+)", "a|b"),
  modulus: fc.constantFrom(0, 3),
  replacement: words("", "$1", "x"),
  action: words("replace", "Replace", "keep", "Drop", "hashmod", "labelmap"),
}).filter(({ action = "replace", targetLabel, modulus, sourceLabels = [], ...others }) => {
  // Without inputs that the operator rejects: actions that need a target label have one, and none has fields that it
  // ignores.
  const known = action.toLowerCase();
  if (known === "labelmap") {
    return !targetLabel && !modulus && sourceLabels.length === 0 && others.separator === undefined;
  }
  if (known === "keep" || known === "drop") return sourceLabels.length > 0;
  return targetLabel !== undefined && (known !== "hashmod" || (modulus ?? 0) > 0);
});

const endpoint = some<Endpoint>({
  port: words("", "http"),
  targetPort: fc.constantFrom<number | string>("web", 8080),
  path: words("", "/metrics", "/m?x"),
  scheme: words("http", "https"),
  params: fc.constantFrom({}, { module: ["a", "b"] }),
  interval: words("15s", "1m"),
  scrapeTimeout: words("5s", "10s"),
  honorLabels: fc.boolean(),
  honorTimestamps: fc.boolean(),
  trackTimestampsStaleness: fc.boolean(),
  followRedirects: fc.boolean(),
  enableHttp2: fc.boolean(),
  filterRunning: fc.boolean(),
  proxyUrl: fc.constant("http://proxy:3128"),
  noProxy: words("", "a,.b"),
  proxyFromEnvironment: fc.boolean(),
  bearerTokenFile: words("", "/token"),
  relabelings: fc.array(relabeling, { maxLength: 2 }),
  metricRelabelings: fc.array(relabeling, { maxLength: 2 }),
  tlsConfig: some<NonNullable<Endpoint["tlsConfig"]>>({
    caFile: words("", "/ca"),
    certFile: fc.constant("/cert"),
    keyFile: fc.constant("/key"),
    serverName: words("", "a.b"),
    insecureSkipVerify: fc.boolean(),
    minVersion: words("TLS12"),
    maxVersion: words("TLS12", "TLS13"),
  } as never).filter(
    ({ certFile, keyFile }) => (certFile === undefined) === (keyFile === undefined),
  ),
} as never).map((each) => ({
  ...each,
  // Without either, the operator would scrape every port.
  ...(!each.port && each.targetPort === undefined && { port: "http" }),
  // The operator's schema ensures that only one of the two ways to set a proxy is used.
  ...(each.proxyFromEnvironment === true && { proxyUrl: undefined, noProxy: undefined }),
  ...(each.proxyUrl === undefined && { noProxy: undefined }),
}));

const expression = fc
  .record({
    key,
    operator: words("In", "NotIn", "Exists", "DoesNotExist"),
    values: fc.uniqueArray(text, { minLength: 1, maxLength: 3 }),
  })
  .map(({ values, ...each }) => ({ ...each, ...(each.operator.endsWith("In") && { values }) }));

const spec: fc.Arbitrary<Spec> = fc
  .tuple(
    some<Spec>({
      jobLabel: fc.oneof(fc.constant(""), key),
      targetLabels: fc.array(key, { maxLength: 2 }),
      podTargetLabels: fc.array(key, { maxLength: 2 }),
      selectorMechanism: words("RelabelConfig", "RoleSelector"),
      namespaceSelector: fc.constantFrom(
        {},
        { any: false },
        { matchNames: [] },
        { matchNames: ["a", "b"] },
      ),
      attachMetadata: fc.constantFrom({}, { node: false }),
      sampleLimit: limit,
      targetLimit: limit,
      labelLimit: limit,
      labelNameLengthLimit: limit,
      labelValueLengthLimit: limit,
      keepDroppedTargets: limit,
      bodySizeLimit: words("0", "10MB"),
      scrapeProtocols: fc.uniqueArray(words(...PROTOCOLS)),
      fallbackScrapeProtocol: words(...PROTOCOLS),
      nativeHistogramBucketLimit: limit,
      nativeHistogramMinBucketFactor: fc.constantFrom<number | string>("1.1", "1100m", 2),
      scrapeClassicHistograms: fc.boolean(),
      convertClassicHistogramsToNHCB: fc.boolean(),
    } as never),
    some<Spec["selector"]>({
      matchLabels: fc.dictionary(key, text, { maxKeys: 3 }),
      matchExpressions: fc.array(expression, { maxLength: 3 }),
    }),
    fc.array(endpoint, { minLength: 1, maxLength: 2 }),
  )
  .map(([others, selector, endpoints]) => ({ ...others, selector, endpoints }));

const MONITORS = fc.sample(spec, { numRuns: 150, seed: 85 }).map(
  (each, index): ServiceMonitor =>
    // As in the API server: undefined fields are missing.
    JSON.parse(
      JSON.stringify({
        apiVersion: "monitoring.coreos.com/v1",
        kind: "ServiceMonitor",
        metadata: { name: `m${index}`, namespace: "ours", labels: {} },
        spec: each,
      }),
    ) as ServiceMonitor,
);

describe("a random ServiceMonitor without references to other objects", () => {
  it("conforms to the operator's schema", () => {
    expect(schemaFaults(MONITORS as unknown as readonly KubernetesManifest[])).toEqual([]);
  });

  it("is compiled to the same scrape configuration as by the operator", () => {
    const objects = [
      { apiVersion: "v1", kind: "Namespace", metadata: { name: "ours" } },
      ...MONITORS,
    ] as unknown as readonly KubernetesManifest[];
    const by = generated({ objects, select: {}, namespace: "monitoring" });
    expect(by.taken.ServiceMonitor).toBe(MONITORS.length);
    const { scrape_configs } = load(by.prometheus) as { scrape_configs: readonly ScrapeConfig[] };
    const own = scrapeConfigs(MONITORS);
    expect(own).toHaveLength(scrape_configs.length);
    for (const config of own) {
      const theirs = scrape_configs.find(({ job_name }) => job_name === config.job_name)!;
      const relabel_configs = theirs.relabel_configs
        .filter(
          // With one shard, these rules keep every target.
          ({ source_labels, target_label }) =>
            !JSON.stringify([source_labels, target_label]).includes("__tmp_hash"),
        )
        // A port number, which Prometheus reads as a string.
        .map((rule) =>
          typeof rule.regex === "number" ? { ...rule, regex: String(rule.regex) } : rule,
        );
      expect(config).toEqual({ ...theirs, relabel_configs });
    }
  });
});
