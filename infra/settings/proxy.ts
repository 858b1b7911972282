import { BlockList, isIP } from "node:net";

import { urlAddress, type Address } from "./address";
import { clusterOf } from "./cluster";
import type { StackConfig } from "./schema";

/** A proxy, and the hosts that are reached without it. */
export interface Proxy {
  readonly url: string;
  readonly noProxy: readonly string[];
}

/** The pod itself, and the metadata services that give pods their cloud credentials. */
const THIS_MACHINE = [
  "localhost",
  "127.0.0.1",
  "::1",
  "169.254.169.254",
  "169.254.170.23",
  "metadata.google.internal",
];

/** The proxy of a stack. Connections within the cluster do not use it. */
export function proxyOf({
  proxy,
  cluster,
  network,
}: Pick<StackConfig, "proxy" | "cluster" | "network">): Proxy | undefined {
  if (!proxy) return undefined;
  const inCluster = [".svc", `.${clusterOf(cluster).domain}`];
  const told = network.services.map(({ host: name }) => name);
  // In some programs a name also covers its subdomains, in others only itself, so both forms are listed.
  const named = [...told, ...proxy.noProxy].flatMap((name) =>
    name.startsWith(".") || isIP(name) !== 0 ? [name] : [name, `.${name}`],
  );
  return { url: proxy.url, noProxy: [...new Set([...THIS_MACHINE, ...inCluster, ...named])] };
}

/** Whether a host is reached without the proxy. */
export function isExempt(asked: string, noProxy: readonly string[]): boolean {
  const name = asked
    .toLowerCase()
    .replace(/\.$/, "")
    .replace(/^\[(.*)\]$/, "$1");
  return noProxy.some((each) => {
    const exemption = each.toLowerCase();
    if (isIP(name) !== 0) return isIP(exemption) !== 0 && isSameAddress(name, exemption);
    return exemption.startsWith(".") ? name.endsWith(exemption) : name === exemption;
  });
}

function isSameAddress(one: string, other: string): boolean {
  const family = (address: string) => (isIP(address) === 4 ? "ipv4" : "ipv6");
  if (family(one) !== family(other)) return false;
  const list = new BlockList();
  list.addAddress(one, family(one));
  return list.check(other, family(other));
}

/** The address that packets go to for an HTTP connection: that of the proxy, or the address itself. */
export function reachedBy(address: Address, proxy: Proxy | undefined): Address {
  if (!proxy || isExempt(address.host, proxy.noProxy)) return address;
  return proxyAddress(proxy);
}

/** The address on which a proxy listens. */
export function proxyAddress({ url }: Proxy): Address {
  return urlAddress(url);
}

/** The environment variables of a program that reads its proxy from them. */
export function proxyVariables(proxy: Proxy | undefined): Readonly<Record<string, string>> {
  if (!proxy) return {};
  return { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, NO_PROXY: proxy.noProxy.join(",") };
}

/** The same in the configuration format of Prometheus and Alertmanager. */
export function proxyConfig(proxy: Proxy | undefined) {
  return proxy && { proxy_url: proxy.url, no_proxy: proxy.noProxy.join(",") };
}
