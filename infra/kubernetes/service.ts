import { selectorLabels } from "../objects/labels";
import type { Metadata } from "../objects/metadata";
import type { Service, ServiceMonitor } from "../objects/kubernetes";
import type { Duration } from "../../signals/promql/units";

export interface ServiceArgs {
  readonly metadata: Metadata;
  /** The number that clients use for each of the container's ports, by name. */
  readonly ports: Readonly<Record<string, number>>;
  /** The name of the server whose pods it leads to. @default its own */
  readonly pods?: string;
  /** Gives each pod an address by name, from before it is ready. @default false */
  readonly headless?: boolean;
}

export function service(args: ServiceArgs): Service {
  const { metadata, ports, pods = metadata.name, headless = false } = args;
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata,
    spec: {
      selector: { ...selectorLabels(pods) },
      // Peers have to find each other in order to become ready.
      ...(headless ? { clusterIP: "None", publishNotReadyAddresses: true } : { type: "ClusterIP" }),
      ports: Object.entries(ports).map(([name, port]) => ({
        name,
        port,
        targetPort: name,
        protocol: "TCP",
      })),
    },
  };
}

/**
 * The Service by which each pod of a StatefulSet has a name of its own, where the one that clients use has an address.
 * Its labels are others than that one's: a ServiceMonitor that selected both would have every pod scraped twice.
 */
export function governingService(
  metadata: Metadata,
  ports: Readonly<Record<string, number>>,
): Service {
  const name = `${metadata.name}-headless`;
  const labels = { ...metadata.labels, ...selectorLabels(name) };
  const { spec } = service({ metadata, ports, headless: true });
  return { apiVersion: "v1", kind: "Service", metadata: { ...metadata, name, labels }, spec };
}

/** How often each target is scraped, and for how long at most. */
export interface ScrapeTimes {
  readonly interval: Duration;
  readonly timeout: Duration;
}

/** What a scrape does beyond reading `/metrics` of a port every so often. */
export type ScrapeMore = Omit<
  ServiceMonitor["spec"]["endpoints"][number],
  "port" | "interval" | "scrapeTimeout"
>;

/**
 * Has Prometheus scrape `/metrics` on one port of the Service of the same name.
 * @param endpoints what else each scrape does; as many scrapes as there are entries
 */
export function serviceMonitor(
  metadata: Metadata,
  port: string,
  { interval, timeout }: ScrapeTimes,
  endpoints: readonly ScrapeMore[] = [{}],
): ServiceMonitor {
  return {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "ServiceMonitor",
    metadata,
    spec: {
      selector: { matchLabels: { ...selectorLabels(metadata.name) } },
      endpoints: endpoints.map((more) => ({ port, interval, scrapeTimeout: timeout, ...more })),
    },
  };
}
