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

/** The module that reads an address's certificates. */
export const CERTIFICATE_MODULE = "certificate";

/**
 * Probes that succeed where an address shows a certificate that is trusted and names it. No page is asked for: what
 * it answers is no matter of its certificate.
 * @param authority the file of the only authorities to trust; without it, those that the image trusts
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
