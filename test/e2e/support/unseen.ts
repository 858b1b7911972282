import { alertmanager } from "../../../infra/exporters/alertmanager";
import { kubeStateMetrics } from "../../../infra/exporters/kubeStateMetrics";
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

/** A label or a value that the metric does not have does not compile. */
function still<V extends Labels, L extends LabelOf<V>>(
  { name }: Metric<string, Metric["kind"], V>,
  label: L,
  value: LabelValues<V>[L],
  because: string,
): Still {
  return { name, labelled: `${label}="${value}"`, because };
}

/** The metrics of others that a healthy local cluster need not have, and why. */
export const ABSENT: readonly Absent[] = [
  absent(alertmanager.alertmanager_cluster_members, "one Alertmanager alone is no cluster"),
  absent(alertmanager.alertmanager_cluster_failed_peers, "one Alertmanager alone is no cluster"),
  absent(
    kubeStateMetrics.kube_pod_container_status_waiting_reason,
    "exists while a container waits, and none does",
  ),
  absent(
    kubeStateMetrics.kube_pod_container_status_last_terminated_reason,
    "exists once a container has ended, and in a new cluster none has",
  ),
];

/** The values of the backend's labels that cannot come about in the local cluster, and why. */
export const STILL: readonly Still[] = [
  still(
    backend.autodealgenie_negotiation_messages_total,
    "role",
    "dealer_sim",
    "nothing plays the dealer yet",
  ),
];
