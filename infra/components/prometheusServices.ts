import { PROMETHEUS_PORT } from "../ports";
import type { Times } from "../rendered-config/times";
import { metadataOf, type Metadata } from "../objects/metadata";
import { JOB_LABEL } from "../kubernetes/monitored";
import {
  clusterHost,
  isOfShard,
  DEFAULT_NAMESPACES,
  MONITORING,
  type Namespaces,
  shardName,
} from "../objects/names";
import type { ServiceMonitor } from "../objects/kubernetes";
import { governingService, service, serviceMonitor, type ScrapeMore } from "../kubernetes/service";
import { portsOf } from "../kubernetes/thanosServer";
import { encryptedScrape } from "../kubernetes/tls/scrape";
import { sidecarTls, THANOS_SIDECAR } from "./thanosSidecar";

const NAME = "prometheus";
/** The port on which it listens. */

export interface PrometheusServicesArgs {
  readonly times: Times;
  /** Whether each replica has a Thanos sidecar. */
  readonly sidecars: boolean;
  readonly internalTls: boolean;
  /** @default monitoring and autodealgenie */
  readonly namespaces?: Namespaces | undefined;
}

/** The data source for queries, if there is only one Prometheus. */
export function prometheusUrl(internalTls: boolean, namespace: string = MONITORING): string {
  return `${internalTls ? "https" : "http"}://${clusterHost(NAME, namespace)}:${String(PROMETHEUS_PORT)}`;
}

/** The name and labels of the objects of a shard. */
export function prometheusMetadata(shard: number, namespace: string = MONITORING): Metadata {
  return metadataOf(shardName(NAME, shard), namespace, "metrics-store");
}

/**
 * The Services of one shard and their ServiceMonitors, including those of its sidecars, at which Thanos Query finds each of
 * them.
 */
export function prometheusServices(
  { times, sidecars, internalTls, namespaces = DEFAULT_NAMESPACES }: PrometheusServicesArgs,
  shard: number,
) {
  const web = prometheusMetadata(shard, namespaces.monitoring);
  const beside = metadataOf(
    shardName(THANOS_SIDECAR, shard),
    namespaces.monitoring,
    "metrics-store",
  );
  const monitor = (metadata: Metadata, port: string) =>
    monitorOf(metadata, port, times, internalTls ? [encryptedScrape(metadata.name)] : undefined);
  return {
    service: service({ metadata: known(web, NAME), ports: { web: PROMETHEUS_PORT } }),
    governing: governingService(web, { web: PROMETHEUS_PORT }),
    monitor: monitor(web, "web"),
    ...(sidecars && {
      beside: {
        service: service({
          metadata: known(beside, THANOS_SIDECAR),
          pods: web.name,
          ports: portsOf(["http", "grpc"]),
          headless: true,
        }),
        monitor: monitor(beside, "http"),
        tls: sidecarTls(),
      },
    }),
  };
}

/** The metadata of a Service whose targets have a job of another name. */
function known(metadata: Metadata, job: string): Metadata {
  return metadata.name === job
    ? metadata
    : { ...metadata, labels: { ...metadata.labels, [JOB_LABEL]: job } };
}

function monitorOf(
  metadata: Metadata,
  port: string,
  times: Times,
  more?: readonly ScrapeMore[],
): ServiceMonitor {
  const each = { interval: times.scrapeInterval, timeout: times.scrapeTimeout };
  const monitor = serviceMonitor(metadata, port, each, more);
  // The Services of the first shard have no such label, and the plain names.
  return isOfShard(metadata.name)
    ? { ...monitor, spec: { ...monitor.spec, jobLabel: JOB_LABEL } }
    : monitor;
}
