import type { Address } from "../../settings/addresses";
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

/** The API server, behind the Service that each cluster has: engines see its own port once the Service's is replaced. */
export function apiServer(cluster: ClusterSettings): Egress {
  return { kind: "anywhere", ...clusterOf(cluster).apiServer };
}

/** Every node's kubelet. */
export const KUBELETS: Egress = { kind: "anywhere", ports: [10250] };
/** Where secret URLs lead. */
export const HTTPS: Egress = { kind: "anywhere", ports: [443] };
