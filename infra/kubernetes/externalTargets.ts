import { selects, type Labels } from "../objects/labels";
import { namespacesOf } from "./monitored";
import type { ServiceMonitor } from "../objects/kubernetes";

/** A target that somebody else deploys: only the ServiceMonitor belongs to the stack. */
export interface ExternalTarget {
  readonly monitor: ServiceMonitor;
  /** The Service that the monitor selects, as its owner deploys it. Its pods listen on the same port. */
  readonly service: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Labels;
    readonly port: { readonly name: string; readonly number: number };
  };
  /** The file that declares both. */
  readonly place: string;
}

/** Whether an external target's monitor selects its Service. */
export function selectsIt({ monitor, service }: ExternalTarget): boolean {
  return (
    namespacesOf(monitor).includes(service.namespace) &&
    selects(monitor.spec.selector.matchLabels, service.labels)
  );
}
