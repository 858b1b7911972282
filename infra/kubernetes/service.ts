import { selectorLabels } from "../objects/labels";
import type { Metadata } from "../objects/metadata";
import type { Service, ServiceMonitor } from "../objects/kubernetes";
import type { Duration } from "../../signals/promql/units";

export interface ServiceArgs {
  readonly metadata: Metadata;
  /** The client-side number of each of the container's ports, by name. */
  readonly ports: Readonly<Record<string, number>>;
  /** The name of the server whose pods it selects. @default its own */
  readonly pods?: string;
  /** Gives each pod a DNS name, even before it is ready. @default false */
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
      // Peers must find each other before they can become ready.
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
 * The headless Service that gives each pod of a StatefulSet a name, if its main Service has a cluster IP. Its labels differ,
 * because a ServiceMonitor that selected both would scrape every pod twice.
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

/** The scrape interval and timeout. */
export interface ScrapeTimes {
  readonly interval: Duration;
  readonly timeout: Duration;
}

/** Scrape options besides the port and the interval. */
export type ScrapeMore = Omit<
  ServiceMonitor["spec"]["endpoints"][number],
  "port" | "interval" | "scrapeTimeout"
>;

/**
 * A ServiceMonitor for `/metrics` on one port of the Service of the same name.
 * @param endpoints the options of each scrape, one endpoint for each entry
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
