import type { StackConfig } from "../../settings/schema";
import { TLS_FOLDER } from "../../rendered-config/webConfig";
import type { Server } from "../server";
import type { Service, ServiceMonitor } from "../../objects/kubernetes";
import type { ScrapeMore } from "../service";
import { secretFile } from "../../objects/names";

/** The key in Prometheus's Secret for the authority of the application's namespace. */
export const APPLICATION_AUTHORITY = "application-authority.pem";

/**
 * The file with the authority that Prometheus trusts for the servers in a namespace. A self-signed issuer has one authority per
 * namespace, whose key stays there; Prometheus is given the certificate of the other one.
 */
function authorityOf(
  namespace: string,
  { internalTls, namespaces }: StackConfig,
): string | undefined {
  const apart = namespace !== namespaces.monitoring.name && internalTls?.issuer.selfSigned === true;
  return apart ? secretFile(APPLICATION_AUTHORITY) : undefined;
}

/** Whether Prometheus needs that other authority for its scrapes. */
export function needsApplicationAuthority(monitors: readonly ServiceMonitor[]): boolean {
  return monitors.some(({ spec }) =>
    spec.endpoints.some(({ tlsConfig }) => tlsConfig?.caFile === secretFile(APPLICATION_AUTHORITY)),
  );
}

/**
 * How Prometheus scrapes a server with TLS: its files are next to its own configuration.
 * @param authority the file of the authority to trust. Left out: the issuer of its own certificate
 */
export function encryptedScrape(name: string, authority = `${TLS_FOLDER}/ca.crt`): ScrapeMore {
  return {
    scheme: "https",
    tlsConfig: {
      caFile: authority,
      certFile: `${TLS_FOLDER}/tls.crt`,
      keyFile: `${TLS_FOLDER}/tls.key`,
      // Targets are addresses of pods, which certificates do not contain.
      serverName: name,
    },
  };
}

/** A server that is scraped over TLS, at one of its Services. */
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
