import { selectorLabels, type Labels } from "../../infra/objects/labels";
import { DATABASES_NAMESPACE } from "../databases/addresses";

/** The labels that find the pod of a program of the local cluster's own. */
export function labSelector(name: string): Labels {
  return { "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "autodealgenie-lab" };
}

/**
 * What a stack is told of a Service beside it, behind which is the pod of its name: without labels policies would mean
 * every pod of its namespace, and without ports each of these.
 */
export function behind(host: string, ports: readonly number[]) {
  const [name = "", namespace] = host.split(".");
  // Of those alone it is the program's own code that makes them.
  const labels = namespace === DATABASES_NAMESPACE ? selectorLabels(name) : labSelector(name);
  return { host, labels, ports: [...ports] };
}
