import type { Address } from "../../settings/addresses";
import { proxyAddress, reachedBy, type Proxy } from "../../settings/proxy";
import { clusterOf, type ClusterSettings } from "../../settings/cluster";

/** A port of a pod, or of a server outside. */
export interface Port {
  readonly protocol: "TCP" | "UDP";
  /** Left out: any. */
  readonly port?: number;
}

/** Whom a server asks, beside DNS. */
export type Egress =
  /** A Service of ours, one of somebody else's, or a host outside: at each, on TCP and, where it says so, on UDP. */
  | (Address & { readonly kind: "address"; readonly udp?: boolean })
  /** Servers whose addresses the cluster alone knows, or a secret: by their ports, and where a stack says them by their addresses. */
  | {
      readonly kind: "anywhere";
      readonly ports: readonly number[];
      readonly blocks?: readonly string[];
    };

export function egressTo(addresses: readonly Address[]): readonly Egress[] {
  return addresses.map(({ host, port }) => ({ kind: "address", host, port }));
}

/** The same of those who are asked by HTTP: packets go to the proxy, where there is one. */
export function httpEgressTo(
  addresses: readonly Address[],
  proxy: Proxy | undefined,
): readonly Egress[] {
  return egressTo(addresses.map((address) => reachedBy(address, proxy)));
}

/** Where secret URLs lead, and those that a program knows itself. */
export function httpsAnywhere(proxy: Proxy | undefined): readonly Egress[] {
  return proxy ? egressTo([proxyAddress(proxy)]) : [{ kind: "anywhere", ports: [443] }];
}

/** The API server, behind the Service that each cluster has: engines see its own port once the Service's is replaced. */
export function apiServer(cluster: ClusterSettings): Egress {
  return { kind: "anywhere", ...clusterOf(cluster).apiServer };
}

/** Every node's kubelet. */
export const KUBELETS: Egress = { kind: "anywhere", ports: [10250] };
