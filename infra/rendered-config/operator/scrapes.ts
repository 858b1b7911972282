import type { OperatorScrapeConfig, ServiceMonitor } from "../../objects/kubernetes";
import type { NodeScrape } from "../nodeScrapes";
import type { MonitorRelabeling, Relabeling } from "../relabelings";

type Spec = OperatorScrapeConfig["spec"];

/**
 * The Secret of a ServiceAccount that may read the nodes' metrics, with its token and the CA for API servers and
 * kubelets.
 */
export interface TokenSecret {
  readonly name: string;
}

/**
 * The spec of a ScrapeConfig (v1alpha1) with which the operator's Prometheus scrapes from the nodes what our own would:
 * the same targets, the same series, the same job. It discovers the nodes with its own account, and scrapes them with
 * the account of the Secret.
 */
export function operatorNodeScrape(
  scrape: NodeScrape,
  environment: string,
  token: TokenSecret,
): Spec {
  return {
    jobName: scrape.job_name,
    scrapeInterval: scrape.scrape_interval,
    scrapeTimeout: scrape.scrape_timeout,
    honorLabels: scrape.honor_labels,
    trackTimestampsStaleness: scrape.track_timestamps_staleness,
    kubernetesSDConfigs: [{ role: "Node" }],
    scheme: "HTTPS",
    metricsPath: scrape.metrics_path,
    authorization: { credentials: { name: token.name, key: "token" } },
    tlsConfig: { ca: { secret: { name: token.name, key: "ca.crt" } } },
    relabelings: [...scrape.relabel_configs.map(monitorRelabeling), environmentLabel(environment)],
    metricRelabelings: scrape.metric_relabel_configs.map(monitorRelabeling),
  };
}

/** A ServiceMonitor whose targets get the environment label, which our own Prometheus adds to all targets. */
export function ofEnvironment(monitor: ServiceMonitor, environment: string): ServiceMonitor {
  return {
    ...monitor,
    spec: {
      ...monitor.spec,
      endpoints: monitor.spec.endpoints.map((endpoint) => ({
        ...endpoint,
        relabelings: [...(endpoint.relabelings ?? []), environmentLabel(environment)],
      })),
    },
  };
}

function environmentLabel(environment: string): MonitorRelabeling {
  return { action: "replace", targetLabel: "environment", replacement: environment };
}

function monitorRelabeling(rule: Relabeling): MonitorRelabeling {
  return {
    ...(rule.source_labels && { sourceLabels: [...rule.source_labels] }),
    ...(rule.separator !== undefined && { separator: rule.separator }),
    ...(rule.target_label !== undefined && { targetLabel: rule.target_label }),
    ...(rule.regex !== undefined && { regex: rule.regex }),
    ...(rule.modulus !== undefined && { modulus: rule.modulus }),
    ...(rule.replacement !== undefined && { replacement: rule.replacement }),
    action: (rule.action ?? "replace") as NonNullable<MonitorRelabeling["action"]>,
  };
}
