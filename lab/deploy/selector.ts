import { selectorLabels, type Labels } from "../../infra/objects/labels";
import { DATABASES_NAMESPACE } from "../databases/addresses";

/** The labels that select the pod of one of the local cluster's own programs. */
export function labSelector(name: string): Labels {
  return { "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "autodealgenie-lab" };
}

/**
 * How a stack's settings describe a Service outside it, with one pod of the same name behind it. Without labels,
 * policies would allow every pod in its namespace; without ports, every port of these pods.
 */
export function behind(host: string, ports: readonly number[]) {
  const [name = "", namespace] = host.split(".");
  // Only the databases are made by the stack's own code, which sets its own labels.
  const labels = namespace === DATABASES_NAMESPACE ? selectorLabels(name) : labSelector(name);
  return { host, labels, ports: [...ports] };
}
