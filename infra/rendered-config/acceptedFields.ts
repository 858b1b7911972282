import type { ServiceMonitor } from "../objects/kubernetes";

export type Endpoint = ServiceMonitor["spec"]["endpoints"][number];
type Accepted<T> = Readonly<Partial<Record<keyof T & string, true>>>;

/**
 * The fields that scrapeConfigs() gives the operator's meaning. The others are of Secrets and ConfigMaps, which only the operator
 * mounts, and of its scrape classes.
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

/** What our own Prometheus has no right to do, said of a field that may say that it does not. */
function* forbidden({ namespaceSelector, attachMetadata }: ServiceMonitor["spec"]) {
  if (namespaceSelector?.any === true) yield "spec.namespaceSelector.any";
  if (attachMetadata?.node === true) yield "spec.attachMetadata.node";
}

/** @throws an error that names every field of the monitor that would be lost on the way to Prometheus */
export function acceptMonitor({ spec }: ServiceMonitor, name: string): void {
  const refused = [
    ...unknown("spec", spec, SPEC),
    ...unknown("spec.namespaceSelector", spec.namespaceSelector ?? {}, NAMESPACES),
    ...forbidden(spec),
    ...spec.endpoints.flatMap((endpoint, index) => [
      ...unknown(`spec.endpoints[${index}]`, endpoint, ENDPOINT),
      ...unknown(`spec.endpoints[${index}].tlsConfig`, endpoint.tlsConfig ?? {}, TLS),
      // The operator would scrape every port then; nobody means that.
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
