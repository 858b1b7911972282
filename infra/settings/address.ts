/** Where a server listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** The address that a URL points to. */
export function urlAddress(url: string): Address {
  const { hostname, port, protocol } = new URL(url);
  return { host: hostname, port: port === "" ? (DEFAULT_PORTS[protocol] ?? 443) : Number(port) };
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { "http:": 80, "https:": 443 };
