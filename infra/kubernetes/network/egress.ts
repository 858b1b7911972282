import type { Address } from "../../settings/addresses";

/** A port of a pod, or of a server outside. */
export interface Port {
  readonly protocol: "TCP" | "UDP";
  readonly port: number;
}

/** Whom a server asks, beside DNS. */
export type Egress =
  /** A Service of ours, one of somebody else's, or a host outside: at each, on TCP and, where it says so, on UDP. */
  | (Address & { readonly kind: "address"; readonly udp?: boolean })
  /** Servers whose addresses the cluster alone knows, or a secret: by their ports. */
  | { readonly kind: "anywhere"; readonly ports: readonly number[] };

export function egressTo(addresses: readonly Address[]): readonly Egress[] {
  return addresses.map(({ host, port }) => ({ kind: "address", host, port }));
}

/** The API server, behind the Service that each cluster has: on its own port, or on that of somebody who runs it. */
export const API_SERVER: Egress = { kind: "anywhere", ports: [443, 6443] };
/** Every node's kubelet. */
export const KUBELETS: Egress = { kind: "anywhere", ports: [10250] };
/** Where secret URLs lead. */
export const HTTPS: Egress = { kind: "anywhere", ports: [443] };
