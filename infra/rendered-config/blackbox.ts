/** blackbox_exporter's configuration, as far as it is used. */
export interface BlackboxConfig {
  readonly modules: Readonly<Record<string, TcpModule>>;
}

interface TcpModule {
  readonly prober: "tcp";
  readonly tcp: {
    readonly tls: true;
    readonly tls_config?: { readonly ca_file: string };
    readonly preferred_ip_protocol: "ip4";
    readonly ip_protocol_fallback: true;
  };
}

/** The module that checks an address's certificates. */
export const CERTIFICATE_MODULE = "certificate";

/**
 * A probe succeeds if an address presents a trusted certificate for its name. It requests no page, because the response
 * does not matter for the certificate.
 *
 * @param authority the file of the only CAs to trust; without it, those of the image
 */
export function blackboxConfig(authority: string | undefined): BlackboxConfig {
  return {
    modules: {
      [CERTIFICATE_MODULE]: {
        prober: "tcp",
        tcp: {
          tls: true,
          ...(authority !== undefined && { tls_config: { ca_file: authority } }),
          preferred_ip_protocol: "ip4",
          ip_protocol_fallback: true,
        },
      },
    },
  };
}

/** The `host:port` that a probe dials for an `https` URL. */
export function dialOf(url: string): string {
  const { hostname, port } = new URL(url);
  return `${hostname}:${port === "" ? "443" : port}`;
}
