import { cadvisor } from "../../signals/exporters/cadvisor";
import { kubelet } from "../../signals/exporters/kubelet";
import { DEFAULT_NAMESPACES, type Namespaces } from "../objects/names";
import type { Job } from "../../signals/exporters/targets";
import type { Relabeling } from "./relabelings";
import type { Times } from "./times";

/** An entry of `scrape_configs` for one metrics path of every node's kubelet. */
export interface NodeScrape {
  readonly job_name: Job;
  readonly scrape_interval: string;
  readonly scrape_timeout: string;
  /** Labels that a node puts on series about pods name those pods. */
  readonly honor_labels: true;
  /**
   * cAdvisor's samples have their own timestamps, so without this they would live on for minutes after their container.
   */
  readonly track_timestamps_staleness: true;
  readonly kubernetes_sd_configs: readonly [{ readonly role: "node" }];
  readonly scheme: "https";
  readonly metrics_path: string;
  readonly authorization: { readonly credentials_file: string };
  readonly tls_config: { readonly ca_file: string };
  readonly relabel_configs: readonly Relabeling[];
  readonly metric_relabel_configs: readonly Relabeling[];
}

/**
 * The directory, beside prometheus.yml, of the service account's token and the CA to trust: relative, so that promtool
 * also finds the files in a rendered directory.
 */
export const ACCOUNT_FOLDER = "account";

/**
 * Scrapes every node's kubelet for volumes, and its cAdvisor for containers, of our two namespaces: of some thousand
 * metrics only those that a catalog declares.
 *
 * The kubelet's certificate is verified against the cluster's CA. If it is self-signed, the targets are down until the
 * cluster signs it (`serverTLSBootstrap`). Verification is never switched off, because the token would then go to
 * anybody who answers.
 *
 * @param volumes whether the kubelets measure volumes
 */
export function nodeScrapes(
  times: Times,
  volumes: boolean,
  namespaces: Namespaces = DEFAULT_NAMESPACES,
): readonly NodeScrape[] {
  return [
    nodeScrape(times, namespaces, "cadvisor", "/metrics/cadvisor", Object.keys(cadvisor), [
      // Series without a container are about a whole pod, or about the container that holds its network.
      { action: "keep", source_labels: ["container"], regex: ".+" },
      { action: "labeldrop", regex: "image|name" },
    ]),
    ...(volumes
      ? [nodeScrape(times, namespaces, "kubelet", "/metrics", Object.keys(kubelet), [])]
      : []),
  ];
}

function nodeScrape(
  times: Times,
  { monitoring, application }: Namespaces,
  job: Job,
  path: string,
  metrics: readonly string[],
  more: readonly Relabeling[],
): NodeScrape {
  return {
    job_name: job,
    scrape_interval: times.scrapeInterval,
    scrape_timeout: times.scrapeTimeout,
    honor_labels: true,
    track_timestamps_staleness: true,
    kubernetes_sd_configs: [{ role: "node" }],
    scheme: "https",
    metrics_path: path,
    authorization: { credentials_file: `${ACCOUNT_FOLDER}/token` },
    tls_config: { ca_file: `${ACCOUNT_FOLDER}/ca.crt` },
    relabel_configs: [{ source_labels: ["__meta_kubernetes_node_name"], target_label: "instance" }],
    metric_relabel_configs: [
      { action: "keep", source_labels: ["__name__"], regex: metrics.join("|") },
      { action: "keep", source_labels: ["namespace"], regex: `${monitoring}|${application}` },
      ...more,
    ],
  };
}
