import type { ServiceMonitor } from "../objects/kubernetes";
import { acceptMonitor, type Endpoint } from "./acceptedFields";
import { userRelabelings, type Relabeling } from "./relabelings";

/** One entry of `scrape_configs`, as far as ServiceMonitors need it. */
export interface ScrapeConfig {
  readonly job_name: string;
  readonly honor_labels: boolean;
  readonly kubernetes_sd_configs: readonly {
    readonly role: "endpointslice";
    readonly namespaces: { readonly names: readonly string[] };
  }[];
  readonly scrape_interval?: string;
  readonly scrape_timeout?: string;
  readonly metrics_path?: string;
  readonly params?: Readonly<Record<string, readonly string[]>>;
  readonly scheme?: string;
  readonly tls_config?: TlsConfig;
  readonly relabel_configs: readonly Relabeling[];
  readonly sample_limit?: number;
  readonly label_limit?: number;
  readonly metric_relabel_configs?: readonly Relabeling[];
}

/** Whom Prometheus trusts, and by what it is known itself. */
export interface TlsConfig {
  readonly ca_file?: string;
  readonly cert_file?: string;
  readonly key_file?: string;
  readonly server_name?: string;
}

/**
 * Compiles ServiceMonitors into what prometheus-operator v0.85 would generate from them, so that one object
 * means the same with and without the operator: the same targets under the same labels, not-ready ones too.
 *
 * Left out are the operator's three sharding rules: with one shard they keep every target, and for several they are
 * added in prometheus.ts.
 *
 * @throws on each field whose meaning is not built here, by its name
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
  return {
    job_name: `serviceMonitor/${identifier(monitor)}/${index}`,
    honor_labels: endpoint.honorLabels ?? false,
    kubernetes_sd_configs: [
      {
        role: "endpointslice",
        namespaces: { names: names.length > 0 ? names : [metadata.namespace] },
      },
    ],
    ...(endpoint.interval !== undefined && { scrape_interval: endpoint.interval }),
    ...(endpoint.scrapeTimeout !== undefined && { scrape_timeout: endpoint.scrapeTimeout }),
    ...(endpoint.path !== undefined && { metrics_path: endpoint.path }),
    ...(endpoint.params !== undefined && { params: endpoint.params }),
    ...(endpoint.scheme !== undefined && { scheme: endpoint.scheme }),
    ...(endpoint.tlsConfig !== undefined && { tls_config: tlsConfig(endpoint.tlsConfig) }),
    relabel_configs: [
      { source_labels: ["job"], target_label: "__tmp_prometheus_job_name" },
      ...selection(spec.selector),
      portSelection(endpoint.port ?? ""),
      ...targetLabels(),
      ...copiedLabels("service", spec.targetLabels ?? []),
      ...copiedLabels("pod", spec.podTargetLabels ?? []),
      ...jobLabel(spec.jobLabel),
      { target_label: "endpoint", replacement: endpoint.port ?? "" },
      ...userRelabelings(endpoint.relabelings ?? []),
    ],
    ...(spec.sampleLimit !== undefined && { sample_limit: spec.sampleLimit }),
    ...(spec.labelLimit !== undefined && { label_limit: spec.labelLimit }),
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
}: NonNullable<Endpoint["tlsConfig"]>): TlsConfig {
  return {
    ...(caFile !== undefined && { ca_file: caFile }),
    ...(certFile !== undefined && { cert_file: certFile }),
    ...(keyFile !== undefined && { key_file: keyFile }),
    ...(serverName !== undefined && { server_name: serverName }),
  };
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

function portSelection(port: string): Relabeling {
  return {
    action: "keep",
    source_labels: ["__meta_kubernetes_endpointslice_port_name"],
    regex: port,
  };
}

/** Says where a target runs, and drops the pods that have ended. */
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
    {
      action: "drop",
      source_labels: ["__meta_kubernetes_pod_phase"],
      regex: "(Failed|Succeeded)",
    },
  ];
}

function copiedLabels(from: "service" | "pod", labels: readonly string[]): readonly Relabeling[] {
  return labels.map((label) =>
    copy(`__meta_kubernetes_${from}_label_${labelName(label)}`, labelName(label)),
  );
}

/** The job is the Service's name, or the value of one of its labels where it has that label. */
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

/** A Kubernetes label's name as Prometheus's discovery spells it. */
function labelName(name: string): string {
  return name.replaceAll(/[^a-zA-Z0-9_]/g, "_");
}
