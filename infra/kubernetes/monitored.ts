import { facesOf } from "./faces";
import { selects } from "./labels";
import { isServer, type Part, type Piece, type Service, type ServiceMonitor } from "./objects";

/** Has a Service's targets known by another name than its own: those of Prometheus's shards are of one job. */
export const JOB_LABEL = "autodealgenie.dev/job";

/** The job of a Service's targets: its name, or what its label says that the monitor names. */
export function jobOf({ spec }: ServiceMonitor, { metadata }: Service): string {
  return (
    (spec.jobLabel === undefined ? undefined : metadata.labels[spec.jobLabel]) ?? metadata.name
  );
}

/** The namespaces in which a monitor looks: its own, unless it names others. */
export function namespacesOf({ metadata, spec }: ServiceMonitor): readonly string[] {
  return spec.namespaceSelector?.matchNames ?? [metadata.namespace];
}

/** The parts whose Services a monitor selects, each by that Service. */
export function monitoredParts(monitor: ServiceMonitor, parts: readonly Piece[]): readonly Part[] {
  return parts.flatMap(facesOf).filter(({ service }) => isMonitored(monitor, service));
}

/** Every Service that a monitor selects, those by which pods have names among them. */
export function monitoredServices(
  monitor: ServiceMonitor,
  parts: readonly Piece[],
): readonly Service[] {
  return parts
    .flatMap((part) => [
      ...facesOf(part).map(({ service }) => service),
      ...(isServer(part) && part.governing ? [part.governing] : []),
    ])
    .filter((service) => isMonitored(monitor, service));
}

function isMonitored(monitor: ServiceMonitor, { metadata }: Service): boolean {
  return (
    namespacesOf(monitor).includes(metadata.namespace) &&
    selects(monitor.spec.selector.matchLabels, metadata.labels)
  );
}
