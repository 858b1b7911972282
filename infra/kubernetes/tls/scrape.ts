import type { StackConfig } from "../../settings/schema";
import { TLS_FOLDER } from "../../rendered-config/webConfig";
import type { Server } from "../server";
import type { Service, ServiceMonitor } from "../../objects/kubernetes";
import type { ScrapeMore } from "../service";
import { secretFile } from "../../objects/names";

/** Under which key of its Secret Prometheus has the authority of the application's namespace. */
export const APPLICATION_AUTHORITY = "application-authority.pem";

/**
 * The file in which Prometheus finds whom it trusts of the servers in a namespace. What makes up an authority makes up
 * one in each namespace, whose key stays there: Prometheus is handed the other's certificate.
 */
function authorityOf(
  namespace: string,
  { internalTls, namespaces }: StackConfig,
): string | undefined {
  const apart = namespace !== namespaces.monitoring.name && internalTls?.issuer.selfSigned === true;
  return apart ? secretFile(APPLICATION_AUTHORITY) : undefined;
}

/** Whether Prometheus has to be handed that authority in order to scrape what it does. */
export function needsApplicationAuthority(monitors: readonly ServiceMonitor[]): boolean {
  return monitors.some(({ spec }) =>
    spec.endpoints.some(({ tlsConfig }) => tlsConfig?.caFile === secretFile(APPLICATION_AUTHORITY)),
  );
}

/**
 * How Prometheus scrapes a server that speaks TLS: its files are beside its own configuration.
 * @param authority the file of whom it trusts. Left out: of whoever issued its own certificate
 */
export function encryptedScrape(name: string, authority = `${TLS_FOLDER}/ca.crt`): ScrapeMore {
  return {
    scheme: "https",
    tlsConfig: {
      caFile: authority,
      certFile: `${TLS_FOLDER}/tls.crt`,
      keyFile: `${TLS_FOLDER}/tls.key`,
      // Targets are addresses of pods, which no certificate names.
      serverName: name,
    },
  };
}

/** A server that is scraped by TLS, at one of its Services. */
export function withScrape(server: Server, service: Service, config: StackConfig): Server {
  const { monitor, sidecar: beside } = server;
  const { name, namespace } = service.metadata;
  const secured = (each: ServiceMonitor): ServiceMonitor => ({
    ...each,
    spec: {
      ...each.spec,
      endpoints: each.spec.endpoints.map((endpoint) => ({
        ...endpoint,
        ...encryptedScrape(name, authorityOf(namespace, config)),
      })),
    },
  });
  if (service === server.service)
    return { ...server, ...(monitor && { monitor: secured(monitor) }) };
  return { ...server, ...(beside && { sidecar: { ...beside, monitor: secured(beside.monitor) } }) };
}
