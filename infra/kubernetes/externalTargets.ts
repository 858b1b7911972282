import { selects, type Labels } from "../objects/labels";
import { namespacesOf } from "./monitored";
import type { ServiceMonitor } from "../objects/kubernetes";

/** What Prometheus scrapes and somebody else deploys: of all its objects the monitor alone is ours. */
export interface ExternalTarget {
  readonly monitor: ServiceMonitor;
  /** The Service that the monitor is to find, as whoever deploys it makes it. Its pods listen on the same port. */
  readonly service: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Labels;
    readonly port: { readonly name: string; readonly number: number };
  };
  /** The file in which both stand. */
  readonly place: string;
}

/** Whether an external target's monitor selects its Service. */
export function selectsIt({ monitor, service }: ExternalTarget): boolean {
  return (
    namespacesOf(monitor).includes(service.namespace) &&
    selects(monitor.spec.selector.matchLabels, service.labels)
  );
}
