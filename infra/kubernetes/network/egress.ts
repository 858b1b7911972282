import type { Address } from "../../settings/addresses";
import { proxyAddress, reachedBy, type Proxy } from "../../settings/proxy";
import { clusterOf, type ClusterSettings } from "../../settings/cluster";

/** A port of a pod, or of an external server. */
export interface Port {
  readonly protocol: "TCP" | "UDP";
  /** Left out: any. */
  readonly port?: number;
}

/** What a server connects to, besides DNS. */
export type Egress =
  /** A Service of the stack, another Service, or an external host, each over TCP and, if set, UDP. */
  | (Address & {
      readonly kind: "address";
      readonly udp?: boolean;
      /** Whether the program looks up names even if the host is an address. */
      readonly named?: boolean;
    })
  /** Servers whose addresses the cluster alone knows, or a secret: by their ports, and where a stack says them by their addresses. */
  | {
      readonly kind: "anywhere";
      readonly ports: readonly number[];
      readonly blocks?: readonly string[];
      /** Whether the program looks their names up. */
      readonly named?: boolean;
    };

export function egressTo(addresses: readonly Address[]): readonly Egress[] {
  return addresses.map(({ host, port }) => ({ kind: "address", host, port }));
}

/**
 * Servers that name all members of their cluster to their clients, which then connect by these names: Kafka's brokers, and
 * MongoDB's replica sets.
 */
export function egressToMembers(addresses: readonly Address[]): readonly Egress[] {
  return egressTo(addresses).map((each) => ({ ...each, named: true }));
}

/** The same for HTTP: with a proxy, the connection goes to the proxy. */
export function httpEgressTo(
  addresses: readonly Address[],
  proxy: Proxy | undefined,
): readonly Egress[] {
  return egressTo(addresses.map((address) => reachedBy(address, proxy)));
}

/** The targets of secret URLs, and addresses built into a program. */
export function httpsAnywhere(proxy: Proxy | undefined): readonly Egress[] {
  return proxy
    ? egressTo([proxyAddress(proxy)])
    : [{ kind: "anywhere", ports: [443], named: true }];
}

/** The API server, behind the Service of each cluster: network policies see its real port. */
export function apiServer(cluster: ClusterSettings): Egress {
  return { kind: "anywhere", ...clusterOf(cluster).apiServer };
}

/** The kubelets of all nodes. */
export const KUBELETS: Egress = { kind: "anywhere", ports: [10250] };
