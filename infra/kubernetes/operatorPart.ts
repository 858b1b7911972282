import type { KubernetesObject } from "../objects/kubernetes";
import type { SecretShape } from "./secret";

/** What a stack deploys for an existing prometheus-operator, instead of its own servers. */
export interface OperatorPart {
  readonly objects: readonly KubernetesObject[];
  /** The secrets of the receivers. Undefined: all of them exist in the cluster already. */
  readonly secret: SecretShape | undefined;
  /** The uid of Grafana's data source for the operator's Prometheus. */
  readonly datasourceUid: string;
}
