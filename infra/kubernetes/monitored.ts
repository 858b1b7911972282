import { facesOf } from "./faces";
import { kept } from "../../signals/kept";
import { asksForAny, byLabels } from "../objects/labels";
import { isServer, type Part, type Piece } from "./server";
import type { Service, ServiceMonitor } from "../objects/kubernetes";

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
  return monitored(monitor, facesByLabels(parts), ({ service }) => service);
}

/** Every Service that a monitor selects, those by which pods have names among them. */
export function monitoredServices(
  monitor: ServiceMonitor,
  parts: readonly Piece[],
): readonly Service[] {
  return monitored(monitor, servicesByLabels(parts), (service) => service);
}

type Finder<T> = ReturnType<typeof byLabels<T>>;

const facesByLabels = kept((parts: readonly Piece[]): Finder<Part> =>
  byLabels(parts.flatMap(facesOf), ({ service }) => service.metadata.labels),
);

const servicesByLabels = kept((parts: readonly Piece[]): Finder<Service> =>
  byLabels(
    parts.flatMap((part) => [
      ...facesOf(part).map(({ service }) => service),
      ...(isServer(part) && part.governing ? [part.governing] : []),
    ]),
    ({ metadata }) => metadata.labels,
  ),
);

function monitored<T>(
  monitor: ServiceMonitor,
  find: Finder<T>,
  serviceOf: (thing: T) => Service,
): readonly T[] {
  const { matchLabels } = monitor.spec.selector;
  if (!asksForAny(matchLabels)) return [];
  const namespaces = namespacesOf(monitor);
  return find(matchLabels).filter((thing) =>
    namespaces.includes(serviceOf(thing).metadata.namespace),
  );
}
