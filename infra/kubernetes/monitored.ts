import { endpointsOf } from "./endpoints";
import { kept } from "../../signals/kept";
import { asksForAny, byLabels } from "../objects/labels";
import { isServer, type Server, type Workload } from "./server";
import type { Service, ServiceMonitor } from "../objects/kubernetes";

/** The job label of a Service's targets, if it differs from the Service's name: the shards of Prometheus are one job. */
export const JOB_LABEL = "autodealgenie.dev/job";

/** The job of a Service's targets: the value of its monitor's job label, or the Service's name. */
export function jobOf({ spec }: ServiceMonitor, { metadata }: Service): string {
  return (
    (spec.jobLabel === undefined ? undefined : metadata.labels[spec.jobLabel]) ?? metadata.name
  );
}

/** The namespaces that a monitor selects: its own, unless it names others. */
export function namespacesOf({ metadata, spec }: ServiceMonitor): readonly string[] {
  const { matchNames = [] } = spec.namespaceSelector ?? {};
  return matchNames.length > 0 ? matchNames : [metadata.namespace];
}

/** The servers whose Services a monitor selects, each with that Service. */
export function monitoredServers(
  monitor: ServiceMonitor,
  workloads: readonly Workload[],
): readonly Server[] {
  return monitored(monitor, endpointsByLabels(workloads), ({ service }) => service);
}

/** Every Service that a monitor selects, including headless ones. */
export function monitoredServices(
  monitor: ServiceMonitor,
  workloads: readonly Workload[],
): readonly Service[] {
  return monitored(monitor, servicesByLabels(workloads), (service) => service);
}

type Finder<T> = ReturnType<typeof byLabels<T>>;

const endpointsByLabels = kept((workloads: readonly Workload[]): Finder<Server> =>
  byLabels(workloads.flatMap(endpointsOf), ({ service }) => service.metadata.labels),
);

const servicesByLabels = kept((workloads: readonly Workload[]): Finder<Service> =>
  byLabels(
    workloads.flatMap((workload) => [
      ...endpointsOf(workload).map(({ service }) => service),
      ...(isServer(workload) && workload.governing ? [workload.governing] : []),
    ]),
    ({ metadata }) => metadata.labels,
  ),
);

function monitored<T>(
  monitor: ServiceMonitor,
  find: Finder<T>,
  serviceOf: (thing: T) => Service,
): readonly T[] {
  const { matchLabels, matchExpressions = [] } = monitor.spec.selector;
  if (!asksForAny(matchLabels)) return [];
  const namespaces = namespacesOf(monitor);
  return find(matchLabels).filter((thing) => {
    const { namespace, labels } = serviceOf(thing).metadata;
    return namespaces.includes(namespace) && matchExpressions.every((each) => meets(labels, each));
  });
}

type Expression = NonNullable<ServiceMonitor["spec"]["selector"]["matchExpressions"]>[number];

/** Whether labels match an expression. A missing label has no value. */
function meets(
  labels: Readonly<Record<string, string>>,
  { key, operator, values = [] }: Expression,
): boolean {
  const value = labels[key];
  const isOne = value !== undefined && values.includes(value);
  if (operator === "In") return isOne;
  if (operator === "NotIn") return !isOne;
  return (value !== undefined) === (operator === "Exists");
}
