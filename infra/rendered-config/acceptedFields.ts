import type { ServiceMonitor } from "../objects/kubernetes";

export type Endpoint = ServiceMonitor["spec"]["endpoints"][number];
type Accepted<T> = Readonly<Partial<Record<keyof T & string, true>>>;

/**
 * The fields that scrapeConfigs() compiles with the operator's meaning. The others refer to Secrets and ConfigMaps,
 * which only the operator mounts, or to its scrape classes.
 */
const SPEC: Accepted<ServiceMonitor["spec"]> = {
  endpoints: true,
  selector: true,
  namespaceSelector: true,
  jobLabel: true,
  targetLabels: true,
  podTargetLabels: true,
  sampleLimit: true,
  targetLimit: true,
  labelLimit: true,
  labelNameLengthLimit: true,
  labelValueLengthLimit: true,
  keepDroppedTargets: true,
  bodySizeLimit: true,
  scrapeProtocols: true,
  fallbackScrapeProtocol: true,
  nativeHistogramBucketLimit: true,
  nativeHistogramMinBucketFactor: true,
  scrapeClassicHistograms: true,
  convertClassicHistogramsToNHCB: true,
  selectorMechanism: true,
  attachMetadata: true,
};
const ENDPOINT: Accepted<Endpoint> = {
  port: true,
  targetPort: true,
  path: true,
  params: true,
  scheme: true,
  interval: true,
  scrapeTimeout: true,
  honorLabels: true,
  honorTimestamps: true,
  trackTimestampsStaleness: true,
  followRedirects: true,
  enableHttp2: true,
  filterRunning: true,
  proxyUrl: true,
  noProxy: true,
  proxyFromEnvironment: true,
  bearerTokenFile: true,
  relabelings: true,
  metricRelabelings: true,
  tlsConfig: true,
};
const TLS: Accepted<NonNullable<Endpoint["tlsConfig"]>> = {
  caFile: true,
  certFile: true,
  keyFile: true,
  serverName: true,
  insecureSkipVerify: true,
  minVersion: true,
  maxVersion: true,
};
const NAMESPACES: Accepted<NonNullable<ServiceMonitor["spec"]["namespaceSelector"]>> = {
  any: true,
  matchNames: true,
};

/** Fields that are valid but need permissions that our own Prometheus does not have. */
function* forbidden({ namespaceSelector, attachMetadata }: ServiceMonitor["spec"]) {
  if (namespaceSelector?.any === true) yield "spec.namespaceSelector.any";
  if (attachMetadata?.node === true) yield "spec.attachMetadata.node";
}

/** @throws an error that lists every field of the monitor that scrapeConfigs() would lose */
export function acceptMonitor({ spec }: ServiceMonitor, name: string): void {
  const refused = [
    ...unknown("spec", spec, SPEC),
    ...unknown("spec.namespaceSelector", spec.namespaceSelector ?? {}, NAMESPACES),
    ...forbidden(spec),
    ...spec.endpoints.flatMap((endpoint, index) => [
      ...unknown(`spec.endpoints[${index}]`, endpoint, ENDPOINT),
      ...unknown(`spec.endpoints[${index}].tlsConfig`, endpoint.tlsConfig ?? {}, TLS),
      // Without a port the operator would scrape every port, which nobody intends.
      ...(endpoint.port || endpoint.targetPort ? [] : [`spec.endpoints[${index}] without a port`]),
    ]),
  ];
  if (refused.length > 0) {
    throw new Error(
      `ServiceMonitor ${name}: ${refused.join(", ")} cannot be compiled for Prometheus. Leave it out, or give it the operator's meaning in infra/rendered-config/scrapeConfigs.ts.`,
    );
  }
}

function unknown(path: string, value: object, accepted: Readonly<Record<string, true>>): string[] {
  return Object.keys(value)
    .filter((field) => !(field in accepted))
    .map((field) => `${path}.${field}`);
}
