import { ALERTMANAGER_PORT, GRAFANA_SERVICE_PORT, PROMETHEUS_PORT } from "../../infra/ports";
import { HTTP_PORT } from "../../service/defaults";
import { HTTP_PORT as RECEIVERS_PORT } from "../receivers/addresses";
import { HTTP_PORT as UPSTREAMS_PORT } from "../upstreams/addresses";
import { hashOf } from "../builder/hash";
import { PATHS } from "../paths";
import { Problem } from "../../tools/problem";

/** The node's name. */
export const NODE = "autodealgenie-lab";

/** The node's own cgroup. Each state folder has its own name for it, because their nodes may run at the same time. */
export const CGROUP = `${NODE}-${hashOf(PATHS.state).slice(0, 8)}`;

/** Addresses that exist inside the node's network namespace only. */
export const NETWORK = {
  node: "10.200.0.1",
  services: "10.96.0.0/16",
  /** The API server has the first address of the Services' range. */
  api: "10.96.0.1",
  dns: "10.96.0.10",
  pods: "10.244.0.0/16",
} as const;

export const API_PORT = 6443;

interface Address {
  /** A port on the host's loopback. */
  readonly port: number;
  /** The address inside the node that it is forwarded to. */
  readonly dial: string;
  readonly what: string;
}

/** Every port of this machine that the local cluster uses, on 127.0.0.1 only. */
const ADDRESSES = {
  api: { port: 16443, dial: `${NETWORK.node}:${String(API_PORT)}`, what: "Kubernetes API" },
  backend: {
    port: HTTP_PORT,
    dial: `backend.autodealgenie.svc.cluster.local:${HTTP_PORT}`,
    what: "AutoDealGenie's API",
  },
  prometheus: {
    port: PROMETHEUS_PORT,
    dial: `prometheus.monitoring.svc.cluster.local:${PROMETHEUS_PORT}`,
    what: "Prometheus: only its API, because its Go module does not include the web UI",
  },
  alertmanager: {
    port: ALERTMANAGER_PORT,
    dial: `alertmanager.monitoring.svc.cluster.local:${ALERTMANAGER_PORT}`,
    what: "Alertmanager",
  },
  grafana: {
    port: GRAFANA_SERVICE_PORT,
    dial: `grafana.monitoring.svc.cluster.local:${GRAFANA_SERVICE_PORT}`,
    what: "Grafana",
  },
  receivers: {
    port: 8025,
    dial: `receivers.receivers.svc.cluster.local:${RECEIVERS_PORT}`,
    what: "the receivers: every page, message and mail that was sent",
  },
  upstreams: {
    port: 8085,
    dial: `upstreams.upstreams.svc.cluster.local:${UPSTREAMS_PORT}`,
    what: "the upstreams: the language model and vehicle API that the backend calls",
  },
} as const satisfies Record<string, Address>;

export type AddressName = keyof typeof ADDRESSES;

/**
 * The addresses, with their ports increased by AUTODEALGENIE_PORT_OFFSET.
 *
 * @throws Problem unless that is a whole number that keeps every port below 65536
 */
export function addresses(): Readonly<Record<AddressName, Address>> {
  const text = process.env.AUTODEALGENIE_PORT_OFFSET ?? "0";
  const offset = Number(text);
  if (!Number.isInteger(offset) || offset < 0 || offset > 49_000) {
    throw new Problem(
      `AUTODEALGENIE_PORT_OFFSET is "${text}".`,
      "Set it to a whole number from 0 to 49000, or leave it unset.",
    );
  }
  return Object.fromEntries(
    Object.entries(ADDRESSES).map(([name, a]) => [name, { ...a, port: a.port + offset }]),
  ) as unknown as Readonly<Record<AddressName, Address>>;
}

/** The URL at which a person or a test reaches a part of the cluster. */
export function urlOf(name: AddressName): string {
  return `${name === "api" ? "https" : "http"}://127.0.0.1:${String(addresses()[name].port)}`;
}
