import type { KubernetesObject } from "../objects/kubernetes";
import type { SecretShape } from "./secret";

/** What a stack gives to the servers of somebody else's prometheus-operator, in the place of its own. */
export interface OperatorPart {
  readonly objects: readonly KubernetesObject[];
  /** The secrets of who is told of alerts. Undefined: all of them are in the cluster already. */
  readonly secret: SecretShape | undefined;
  /** By which Grafana knows the operator's Prometheus. */
  readonly datasourceUid: string;
}
