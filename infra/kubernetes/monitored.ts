import { selects } from "./labels";
import type { Part, ServiceMonitor } from "./objects";

/** The namespaces in which a monitor looks: its own, unless it names others. */
export function namespacesOf({ metadata, spec }: ServiceMonitor): readonly string[] {
  return spec.namespaceSelector?.matchNames ?? [metadata.namespace];
}

/** The parts whose Services a monitor selects. */
export function monitoredParts(monitor: ServiceMonitor, parts: readonly Part[]): readonly Part[] {
  const namespaces = namespacesOf(monitor);
  return parts.filter(
    ({ service }) =>
      namespaces.includes(service.metadata.namespace) &&
      selects(monitor.spec.selector.matchLabels, service.metadata.labels),
  );
}
