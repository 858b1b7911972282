import { clusterAddresses } from "../names";
import type { Part } from "../objects";
import { textsOf } from "./parts";

/** Whether each address inside the cluster that a part is told leads to a Service of ours, on one of its ports. */
export function addressFaults(parts: readonly Part[]): readonly string[] {
  const ports = new Map(
    parts.map(({ service }) => [
      `${service.metadata.name}.${service.metadata.namespace}`,
      (service.spec.ports ?? []).map(({ port }) => port),
    ]),
  );
  return parts.flatMap(textsOf).flatMap(({ where, text }) =>
    clusterAddresses(text).flatMap(({ host, service, namespace, port }) => {
      const open = ports.get(`${service}.${namespace}`);
      if (open === undefined) return [`${where} leads to ${host}, where no Service is`];
      if (port === undefined || open.includes(port)) return [];
      return [`${where} leads to port ${port} of ${host}, whose ports are ${open.join(", ")}`];
    }),
  );
}
