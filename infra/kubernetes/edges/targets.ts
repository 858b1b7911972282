import type { Part } from "../objects";
import { nameOf } from "./parts";
import { matches } from "./ports";

/** Whether each ServiceMonitor finds exactly one Service, with each of the ports that it scrapes. */
export function targetFaults(parts: readonly Part[]): readonly string[] {
  const services = parts.map(({ service }) => service);
  return parts
    .flatMap(({ monitor }) => monitor ?? [])
    .flatMap((monitor) => {
      const { selector, endpoints, namespaceSelector } = monitor.spec;
      const namespaces = namespaceSelector?.matchNames ?? [monitor.metadata.namespace];
      const found = services.filter(
        ({ metadata }) =>
          namespaces.includes(metadata.namespace) &&
          matches(selector.matchLabels ?? {}, metadata.labels),
      );
      if (found.length !== 1) {
        const names = found.length === 0 ? "no Service" : found.map(nameOf).join(" and ");
        return [`ServiceMonitor ${nameOf(monitor)} selects ${names}`];
      }
      const ports = found.flatMap(({ spec }) => spec.ports ?? []).map(({ name }) => name);
      return endpoints
        .filter(({ port }) => !ports.includes(port))
        .map(
          ({ port }) =>
            `ServiceMonitor ${nameOf(monitor)} scrapes port ${String(port)}, which its Service has not (${ports.join(", ")})`,
        );
    });
}
