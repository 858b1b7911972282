import type { ServiceMonitor } from "../objects/kubernetes";

export type Endpoint = ServiceMonitor["spec"]["endpoints"][number];
type Accepted<T> = Readonly<Partial<Record<keyof T & string, true>>>;

/** The fields that scrapeConfigs() gives the operator's meaning. */
const SPEC: Accepted<ServiceMonitor["spec"]> = {
  endpoints: true,
  selector: true,
  namespaceSelector: true,
  jobLabel: true,
  targetLabels: true,
  podTargetLabels: true,
  sampleLimit: true,
  labelLimit: true,
};
const ENDPOINT: Accepted<Endpoint> = {
  port: true,
  path: true,
  params: true,
  scheme: true,
  interval: true,
  scrapeTimeout: true,
  honorLabels: true,
  relabelings: true,
  metricRelabelings: true,
  tlsConfig: true,
};
const TLS: Accepted<NonNullable<Endpoint["tlsConfig"]>> = {
  caFile: true,
  certFile: true,
  keyFile: true,
  serverName: true,
};
const NAMESPACES: Accepted<NonNullable<ServiceMonitor["spec"]["namespaceSelector"]>> = {
  matchNames: true,
};

/** @throws an error that names every field of the monitor that would be lost on the way to Prometheus */
export function acceptMonitor({ spec }: ServiceMonitor, name: string): void {
  const refused = [
    ...unknown("spec", spec, SPEC),
    ...unknown("spec.namespaceSelector", spec.namespaceSelector ?? {}, NAMESPACES),
    ...spec.endpoints.flatMap((endpoint, index) => [
      ...unknown(`spec.endpoints[${index}]`, endpoint, ENDPOINT),
      ...unknown(`spec.endpoints[${index}].tlsConfig`, endpoint.tlsConfig ?? {}, TLS),
      // The operator would scrape every port then; nobody means that.
      ...(endpoint.port ? [] : [`spec.endpoints[${index}] without a port`]),
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
