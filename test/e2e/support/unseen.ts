import { alertmanager } from "../../../signals/exporters/alertmanager";
import { kubeStateMetrics } from "../../../signals/exporters/kubeStateMetrics";
import { postgresExporter } from "../../../signals/exporters/postgresExporter";
import { prometheus } from "../../../signals/exporters/prometheus";
import { backend } from "../../../service/metrics/catalog";
import type { Labels, LabelOf, LabelValues, Metric } from "../../../service/metrics/define";

interface Absent {
  readonly name: string;
  readonly because: string;
}

interface Still {
  readonly name: string;
  /** As `label="value"`. */
  readonly labelled: string;
  readonly because: string;
}

function absent({ name }: Metric, because: string): Absent {
  return { name, because };
}

/** An unknown label or value is a compile error. */
function still<V extends Labels, L extends LabelOf<V>>(
  { name }: Metric<string, Metric["kind"], V>,
  label: L,
  value: LabelValues<V>[L],
  because: string,
): Still {
  return { name, labelled: `${label}="${value}"`, because };
}

const NOBODY =
  "the dev stack's samples are sent on to nobody; the live proof of the prod stack sees these";

const NO_MONGODB = "the dev stack has no MongoDB, and `messaging.test.ts` gives it one";

const NO_KAFKA = "the dev stack has no Kafka, and `messaging.test.ts` gives it one";

/** Metrics that a healthy local cluster may lack, and why. */
export const ABSENT: readonly Absent[] = [
  absent(backend.autodealgenie_mongodb_operation_duration_seconds, NO_MONGODB),
  absent(backend.autodealgenie_mongodb_operation_errors_total, NO_MONGODB),
  absent(backend.autodealgenie_mongodb_up, NO_MONGODB),
  absent(backend.autodealgenie_mongodb_pool_connections, NO_MONGODB),
  absent(backend.autodealgenie_mongodb_pool_max_connections, NO_MONGODB),
  absent(backend.autodealgenie_outbox_events, NO_KAFKA),
  absent(backend.autodealgenie_outbox_age_seconds, NO_KAFKA),
  absent(backend.autodealgenie_outbox_published_total, NO_KAFKA),
  absent(prometheus.prometheus_remote_storage_samples_total, NOBODY),
  absent(prometheus.prometheus_remote_storage_samples_failed_total, NOBODY),
  absent(prometheus.prometheus_remote_storage_queue_highest_sent_timestamp_seconds, NOBODY),
  absent(prometheus.prometheus_remote_storage_shards_desired, NOBODY),
  absent(prometheus.prometheus_remote_storage_shards_max, NOBODY),
  absent(alertmanager.alertmanager_cluster_members, "one Alertmanager alone is no cluster"),
  absent(alertmanager.alertmanager_cluster_failed_peers, "one Alertmanager alone is no cluster"),
  absent(
    kubeStateMetrics.kube_pod_container_status_waiting_reason,
    "exists while a container waits, and none does",
  ),
  absent(
    kubeStateMetrics.kube_pod_init_container_status_waiting_reason,
    "exists while a container waits, and none does",
  ),
  absent(
    kubeStateMetrics.kube_pod_status_unschedulable,
    "exists while no node has room for a pod, and each has one",
  ),
  absent(
    kubeStateMetrics.kube_pod_container_status_last_terminated_reason,
    "exists once a container has ended, and in a new cluster none has",
  ),
];

interface Empty {
  readonly name: string;
  readonly label: string;
  readonly because: string;
}

/** An unknown label is a compile error. */
function empty<V extends Labels>(
  { name }: Metric<string, Metric["kind"], V>,
  because: string,
  ...labels: readonly LabelOf<V>[]
): readonly Empty[] {
  return labels.map((label) => ({ name, label, because }));
}

const NO_SESSION = "no session has a name or waits just now";
const OF_A_SESSION = ["application_name", "wait_event", "wait_event_type"] as const;

/** Labels that may be empty on every series, and so are missing in Prometheus, and why. */
export const EMPTY: readonly Empty[] = [
  ...empty(postgresExporter.pg_stat_activity_count, NO_SESSION, ...OF_A_SESSION),
  ...empty(postgresExporter.pg_stat_activity_max_tx_duration, NO_SESSION, ...OF_A_SESSION),
];

const QUERIES = [
  backend.autodealgenie_db_queries_total,
  backend.autodealgenie_db_query_duration_seconds,
  backend.autodealgenie_db_query_errors_total,
];
/** Tables that are used only with Kafka. */
const KAFKAS_TABLES = ["outbox", "subscriptions", "webhook_deliveries"] as const;

/** Values of the backend's labels that cannot occur in the local cluster, and why. */
export const STILL: readonly Still[] = [
  still(
    backend.autodealgenie_negotiation_messages_total,
    "role",
    "dealer_sim",
    "nothing plays the dealer yet",
  ),
  ...KAFKAS_TABLES.flatMap((table) =>
    QUERIES.map((metric) => still(metric, "table", table, NO_KAFKA)),
  ),
];
