import type { ServiceMonitor } from "../objects/kubernetes";
import { acceptMonitor, type Endpoint } from "./acceptedFields";
import { userRelabelings, type Relabeling } from "./relabelings";

/** One entry of `scrape_configs`, as far as ServiceMonitors need it. */
export interface ScrapeConfig {
  readonly job_name: string;
  readonly honor_labels: boolean;
  readonly honor_timestamps?: boolean;
  readonly track_timestamps_staleness?: boolean;
  readonly kubernetes_sd_configs: readonly {
    readonly role: "endpointslice";
    readonly namespaces: { readonly names: readonly string[] };
    readonly attach_metadata?: { readonly node: false };
    readonly selectors?: readonly { readonly role: string; readonly label: string }[];
  }[];
  readonly scrape_interval?: string;
  readonly scrape_timeout?: string;
  readonly metrics_path?: string;
  readonly params?: Readonly<Record<string, readonly string[]>>;
  readonly scheme?: string;
  readonly follow_redirects?: boolean;
  readonly enable_http2?: boolean;
  readonly proxy_url?: string;
  readonly no_proxy?: string;
  readonly proxy_from_environment?: boolean;
  readonly tls_config?: TlsConfig;
  readonly bearer_token_file?: string;
  readonly relabel_configs: readonly Relabeling[];
  readonly sample_limit?: number;
  readonly target_limit?: number;
  readonly label_limit?: number;
  readonly label_name_length_limit?: number;
  readonly label_value_length_limit?: number;
  readonly keep_dropped_targets?: number;
  readonly body_size_limit?: string;
  readonly native_histogram_bucket_limit?: number;
  readonly native_histogram_min_bucket_factor?: number;
  readonly always_scrape_classic_histograms?: boolean;
  readonly convert_classic_histograms_to_nhcb?: boolean;
  readonly scrape_protocols?: readonly string[];
  readonly fallback_scrape_protocol?: string;
  readonly metric_relabel_configs?: readonly Relabeling[];
}

/** Prometheus's own certificate for a connection, and the CAs to trust. */
export interface TlsConfig {
  readonly ca_file?: string;
  readonly cert_file?: string;
  readonly key_file?: string;
  readonly server_name?: string;
  readonly insecure_skip_verify?: boolean;
  readonly min_version?: string;
  readonly max_version?: string;
}

/**
 * Compiles ServiceMonitors into what prometheus-operator v0.85 would generate from them, so that one object means the
 * same with and without the operator: the same targets with the same labels, including targets that are not ready.
 *
 * The operator's three sharding rules are left out: with one shard they keep every target, and for several shards
 * prometheus.ts adds its own.
 *
 * @throws on each field whose meaning is not implemented here, by its name
 */
export function scrapeConfigs(monitors: readonly ServiceMonitor[]): readonly ScrapeConfig[] {
  return [...monitors]
    .sort((a, b) => (identifier(a) < identifier(b) ? -1 : 1))
    .flatMap((monitor) => {
      acceptMonitor(monitor, identifier(monitor));
      return monitor.spec.endpoints.map((endpoint, index) =>
        scrapeConfig(monitor, endpoint, index),
      );
    });
}

function identifier({ metadata }: ServiceMonitor): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function scrapeConfig(monitor: ServiceMonitor, endpoint: Endpoint, index: number): ScrapeConfig {
  const { metadata, spec } = monitor;
  const names = spec.namespaceSelector?.matchNames ?? [];
  const byRole = spec.selectorMechanism === "RoleSelector";
  return {
    job_name: `serviceMonitor/${identifier(monitor)}/${index}`,
    honor_labels: endpoint.honorLabels ?? false,
    ...said({
      honor_timestamps: endpoint.honorTimestamps,
      track_timestamps_staleness: endpoint.trackTimestampsStaleness,
    }),
    kubernetes_sd_configs: [
      {
        role: "endpointslice",
        namespaces: { names: names.length > 0 ? names : [metadata.namespace] },
        // Nothing is attached from nodes, which Prometheus may not read.
        ...(spec.attachMetadata && { attach_metadata: { node: false } as const }),
        ...(byRole && { selectors: roleSelectors(spec.selector) }),
      },
    ],
    ...filled({
      scrape_interval: endpoint.interval,
      scrape_timeout: endpoint.scrapeTimeout,
      metrics_path: endpoint.path,
    }),
    ...said({ params: endpoint.params }),
    ...filled({ scheme: endpoint.scheme }),
    ...said({
      follow_redirects: endpoint.followRedirects,
      enable_http2: endpoint.enableHttp2,
      proxy_url: endpoint.proxyUrl,
      no_proxy: endpoint.noProxy,
      proxy_from_environment: endpoint.proxyFromEnvironment,
      tls_config: endpoint.tlsConfig && tlsConfig(endpoint.tlsConfig),
    }),
    ...filled({ bearer_token_file: endpoint.bearerTokenFile }),
    relabel_configs: [
      { source_labels: ["job"], target_label: "__tmp_prometheus_job_name" },
      ...(byRole ? [] : selection(spec.selector)),
      portSelection(endpoint),
      ...targetLabels(),
      ...(endpoint.filterRunning === false ? [] : [RUNNING]),
      ...copiedLabels("service", spec.targetLabels ?? []),
      ...copiedLabels("pod", spec.podTargetLabels ?? []),
      ...jobLabel(spec.jobLabel),
      portLabel(endpoint),
      ...userRelabelings(endpoint.relabelings ?? []),
    ],
    ...said({
      sample_limit: spec.sampleLimit,
      target_limit: spec.targetLimit,
      label_limit: spec.labelLimit,
      label_name_length_limit: spec.labelNameLengthLimit,
      label_value_length_limit: spec.labelValueLengthLimit,
      keep_dropped_targets: spec.keepDroppedTargets,
      native_histogram_bucket_limit: spec.nativeHistogramBucketLimit,
      native_histogram_min_bucket_factor: factorOf(spec.nativeHistogramMinBucketFactor),
      always_scrape_classic_histograms: spec.scrapeClassicHistograms,
      convert_classic_histograms_to_nhcb: spec.convertClassicHistogramsToNHCB,
    }),
    ...((spec.scrapeProtocols ?? []).length > 0 && {
      scrape_protocols: spec.scrapeProtocols ?? [],
    }),
    ...said({ fallback_scrape_protocol: spec.fallbackScrapeProtocol }),
    ...filled({ body_size_limit: spec.bodySizeLimit }),
    ...((endpoint.metricRelabelings ?? []).length > 0 && {
      metric_relabel_configs: userRelabelings(endpoint.metricRelabelings ?? []),
    }),
  };
}

function tlsConfig({
  caFile,
  certFile,
  keyFile,
  serverName,
  insecureSkipVerify,
  minVersion,
  maxVersion,
}: NonNullable<Endpoint["tlsConfig"]>): TlsConfig {
  return {
    ...said({ insecure_skip_verify: insecureSkipVerify }),
    ...filled({
      ca_file: caFile,
      cert_file: certFile,
      key_file: keyFile,
      server_name: serverName,
    }),
    ...said({ min_version: minVersion, max_version: maxVersion }),
  };
}

type Said<T> = { readonly [K in keyof T]?: NonNullable<T[K]> };

/** Fields that are set, even to false or 0: the operator has pointers for them. */
function said<T extends object>(fields: T): Said<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  ) as Said<T>;
}

/** Texts that are not empty: the operator treats an empty one as unset. */
function filled<T extends Readonly<Record<string, string | undefined>>>(fields: T): Said<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value)) as Said<T>;
}

/** A Kubernetes quantity such as 1.1 or 1100m as a number. @throws on any other */
function factorOf(quantity: string | number | undefined): number | undefined {
  if (quantity === undefined) return undefined;
  const [, amount, thousandths] = /^(\d+(?:\.\d+)?)(m?)$/.exec(String(quantity)) ?? [];
  if (amount === undefined) {
    throw new Error(`A bucket factor is a number such as 1.1 or 1100m, not ${quantity}.`);
  }
  return thousandths === "m" ? Number(amount) / 1000 : Number(amount);
}

type Selector = ServiceMonitor["spec"]["selector"];

/** The same selector for the API server, by key and in Kubernetes' notation, so that it only sends selected objects. */
function roleSelectors({ matchLabels = {}, matchExpressions = [] }: Selector) {
  const list = (values: readonly string[] = []) => `(${[...values].sort().join(",")})`;
  const exact = Object.entries(matchLabels).map(([key, value]) => ({
    key,
    text: `${key}=${value}`,
  }));
  const expressions = matchExpressions.map(({ key, operator, values }) => ({
    key,
    text: {
      In: `${key} in ${list(values)}`,
      NotIn: `${key} notin ${list(values)}`,
      Exists: key,
      DoesNotExist: `!${key}`,
    }[operator as "In"],
  }));
  const label = [...exact, ...expressions]
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ text }) => text)
    .join(",");
  return ["endpointslice", "service"].map((role) => ({ role, label }));
}

/** Keeps the Services that the monitor selects. */
function selection(selector: ServiceMonitor["spec"]["selector"]): readonly Relabeling[] {
  const exact = Object.entries(selector.matchLabels ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, value]) => valueRule("keep", label, value));
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values = [] }) => {
    switch (operator) {
      case "In":
        return valueRule("keep", key, values.join("|"));
      case "NotIn":
        return valueRule("drop", key, values.join("|"));
      case "Exists":
        return presenceRule("keep", key);
      case "DoesNotExist":
        return presenceRule("drop", key);
      default:
        throw new Error(
          `A selector's operator is In, NotIn, Exists or DoesNotExist, not ${operator}.`,
        );
    }
  });
  return [...exact, ...expressions];
}

function valueRule(action: "keep" | "drop", label: string, values: string): Relabeling {
  const name = labelName(label);
  return {
    action,
    source_labels: [
      `__meta_kubernetes_service_label_${name}`,
      `__meta_kubernetes_service_labelpresent_${name}`,
    ],
    regex: `(${values});true`,
  };
}

function presenceRule(action: "keep" | "drop", label: string): Relabeling {
  return {
    action,
    source_labels: [`__meta_kubernetes_service_labelpresent_${labelName(label)}`],
    regex: "true",
  };
}

function portSelection({ port, targetPort = "" }: Endpoint): Relabeling {
  const [name, value] = port
    ? ["endpointslice_port_name", port]
    : [`pod_container_port_${typeof targetPort === "number" ? "number" : "name"}`, targetPort];
  return { action: "keep", source_labels: [`__meta_kubernetes_${name}`], regex: String(value) };
}

function portLabel({ port, targetPort }: Endpoint): Relabeling {
  const named = port !== undefined && port !== "";
  return { target_label: "endpoint", replacement: named ? port : String(targetPort) };
}

/** Drops pods that have terminated. */
const RUNNING: Relabeling = {
  action: "drop",
  source_labels: ["__meta_kubernetes_pod_phase"],
  regex: "(Failed|Succeeded)",
};

/** Labels that tell where a target runs. */
function targetLabels(): readonly Relabeling[] {
  const target = (kind: "Node" | "Pod", label: string): Relabeling => ({
    source_labels: [
      "__meta_kubernetes_endpointslice_address_target_kind",
      "__meta_kubernetes_endpointslice_address_target_name",
    ],
    separator: ";",
    regex: `${kind};(.*)`,
    replacement: "${1}",
    target_label: label,
  });
  const meta = (source: string, label: string): Relabeling => ({
    source_labels: [`__meta_kubernetes_${source}`],
    target_label: label,
  });
  return [
    target("Node", "node"),
    target("Pod", "pod"),
    meta("namespace", "namespace"),
    meta("service_name", "service"),
    meta("pod_name", "pod"),
    meta("pod_container_name", "container"),
  ];
}

function copiedLabels(from: "service" | "pod", labels: readonly string[]): readonly Relabeling[] {
  return labels.map((label) =>
    copy(`__meta_kubernetes_${from}_label_${labelName(label)}`, labelName(label)),
  );
}

/** The job is the Service's name, or the value of one of its labels if it has that label. */
function jobLabel(label: string | undefined): readonly Relabeling[] {
  const fromName: Relabeling = {
    source_labels: ["__meta_kubernetes_service_name"],
    target_label: "job",
    replacement: "${1}",
  };
  if (label === undefined || label === "") return [fromName];
  return [fromName, copy(`__meta_kubernetes_service_label_${labelName(label)}`, "job")];
}

function copy(source: string, target: string): Relabeling {
  return { source_labels: [source], target_label: target, regex: "(.+)", replacement: "${1}" };
}

/** The name of a Kubernetes label in the spelling of Prometheus's service discovery. */
function labelName(name: string): string {
  return name.replaceAll(/[^a-zA-Z0-9_]/g, "_");
}
