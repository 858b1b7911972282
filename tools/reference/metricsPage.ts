import type { RuleContext } from "../../alert-rules";
import type { Metric } from "../../service/metrics/define";
import { CATALOGS } from "../../signals/catalogs";
import { Problem } from "../problem";
import { code, heading, list, page, paragraphs } from "./markdown";
import { readers } from "./readers";

/** Why a metric is declared although no panel, alert or rule reads it. */
export const READ_BY_NOBODY: Readonly<Record<string, string>> = {
  alertmanager_cluster_enabled: "queried in the runbook of AlertmanagerClusterBroken",
  alertmanager_cluster_failed_peers: "queried in the runbook of AlertmanagerClusterBroken",
  autodealgenie_webhook_duration_seconds: "queried in the runbook of WebhookFailing",
  kube_pod_init_container_status_waiting_reason:
    "named in the description of WorkloadDegraded, as the reason why a pod waits",
  kube_pod_status_unschedulable:
    "named in the description of WorkloadDegraded, as the reason why a pod waits",
  prometheus_config_last_reload_success_timestamp_seconds:
    "queried in the runbook of ConfigReloadFailing",
  prometheus_notifications_queue_capacity: "queried in the runbook of AlertmanagerUnreachable",
  prometheus_sd_kubernetes_failures_total: "queried in the runbook of TargetAbsent",
  prometheus_tsdb_compactions_total:
    "increases together with the failed ones, as in TSDBFailing's tests",
};

/**
 * Every declared metric by source: its type, its labels and what reads it.
 * @throws Problem for one that nothing reads
 */
export function metricsPage(context: RuleContext): string {
  const readBy = readers(context);
  const unread = CATALOGS.flatMap(({ metrics }) => Object.keys(metrics)).filter(
    (name) => !readBy.has(name),
  );
  const parts = CATALOGS.flatMap(({ title, metrics }) => [
    `## ${title}`,
    ...Object.values(metrics).map((metric) => metricText(metric, readBy.get(metric.name) ?? [])),
  ]);
  return page(
    "Metrics",
    "All metrics of the backend, and those of other servers that the project uses. Each series also has the labels of its target: `job`, `instance`, `namespace`, `pod`, `environment`. Labels with open values depend on the existing routes, status codes or objects.",
    paragraphs(
      "Read by no panel, alert or rule:",
      list(unread.map((name) => `${code(name)}: ${reasonOf(name)}`)),
    ),
    ...parts,
  );
}

/** @throws Problem if there is none: an unused metric costs something at every scrape */
function reasonOf(name: string): string {
  const reason = READ_BY_NOBODY[name];
  if (reason !== undefined) return reason;
  throw new Problem(
    `No alert, no panel and no rule reads ${name}.`,
    "Draw it, or alert on it, or give the reason in READ_BY_NOBODY, in tools/reference/metricsPage.ts.",
  );
}

function metricText(
  { name, kind, help, labels, buckets }: Metric,
  read: readonly string[],
): string {
  const values = Object.entries(labels).map(
    ([label, known]) => `${code(label)}: ${known ? known.map(code).join(", ") : "open"}`,
  );
  return paragraphs(
    heading(3, code(name), name),
    `${kind}. ${help}`,
    list(values),
    buckets === undefined ? "" : `Buckets up to ${buckets.join(", ")}.`,
    read.length > 0 ? `Read by ${read.join("; ")}.` : "Read by no panel, alert or rule.",
  );
}
