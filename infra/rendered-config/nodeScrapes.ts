import { cadvisor } from "../../signals/exporters/cadvisor";
import { kubelet } from "../../signals/exporters/kubelet";
import { DEFAULT_NAMESPACES, type Namespaces } from "../objects/names";
import type { Job } from "../../signals/exporters/targets";
import type { Relabeling } from "./relabelings";
import type { Times } from "./times";

/** An entry of `scrape_configs` that reads one page of every node's kubelet. */
export interface NodeScrape {
  readonly job_name: Job;
  readonly scrape_interval: string;
  readonly scrape_timeout: string;
  /** What a node tells of pods names those pods. */
  readonly honor_labels: true;
  /** cAdvisor's samples carry their own times, and would live on for minutes after their container. */
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
 * The folder, beside prometheus.yml, of the account's token and of whom to trust: beside it, so that promtool finds
 * in a rendered folder what it looks for.
 */
export const ACCOUNT_FOLDER = "account";

/**
 * Reads from every node what its kubelet says of the volumes, and its cAdvisor of the containers, of our two
 * namespaces: those metrics alone that a catalog names, of some thousand.
 *
 * The kubelet's certificate is verified against the cluster's authority: where it is self-signed, its targets are
 * down until the cluster signs it (`serverTLSBootstrap`). Never is it left unverified, as the token would then
 * be given to anybody who answers.
 *
 * @param volumes whether they tell of the volumes
 */
export function nodeScrapes(
  times: Times,
  volumes: boolean,
  namespaces: Namespaces = DEFAULT_NAMESPACES,
): readonly NodeScrape[] {
  return [
    nodeScrape(times, namespaces, "cadvisor", "/metrics/cadvisor", Object.keys(cadvisor), [
      // What has no container is a whole pod, or the one that holds its network.
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
