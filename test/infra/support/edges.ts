import { containersOf, textsOf } from "../../../infra/model-checks/graph/workloads";
import type { StackModel } from "../../../infra/model-checks/stackModel";
import { CERTIFICATE_MODULE } from "../../../infra/rendered-config/blackbox";
import { endpointsOf } from "../../../infra/kubernetes/endpoints";
import { monitoredServers } from "../../../infra/kubernetes/monitored";
import type { Egress } from "../../../infra/kubernetes/network/egress";
import {
  flowsOf,
  namespacesIn,
  peerOf,
  podPort,
  type Flow,
} from "../../../infra/kubernetes/network/flows";
import { isServer, type Workload } from "../../../infra/kubernetes/server";
import type { Container } from "../../../infra/objects/kubernetes";
import { unsharded } from "../../../infra/objects/names";

/** How the traffic of a connection is protected; `clear` if it is not. */
export type Protection = "mutual TLS" | "TLS" | "clear";

/** A connection from one party to another. */
export interface Edge {
  readonly from: string;
  /** One of our servers, or host:port. */
  readonly to: string;
  readonly how: Protection;
}

/** Whether a workload's configuration contains texts that match each pattern. */
function isTold(workload: Workload, ...what: readonly RegExp[]): boolean {
  const texts = textsOf(workload).map(({ at, text }) => `${at}=${text}`);
  return what.every((each) => texts.some((text) => each.test(text)));
}

/** How to recognize that a server uses TLS on a port, by the port's name. */
const SERVES: readonly {
  readonly ports: RegExp;
  readonly how: (workload: Workload, container: Container) => Protection;
}[] = [
  {
    // gRPC, which only Thanos uses.
    ports: /^grpc$/,
    how: (_, container) =>
      hasFlag(container, "--grpc-server-tls-client-ca") ? "mutual TLS" : "clear",
  },
  {
    // Gossip, which only Alertmanager uses.
    ports: /^mesh$/,
    how: (workload, container) =>
      hasFlag(container, "--cluster.tls-config") && isTold(workload, /^cluster\.yml=.*Require/s)
        ? "mutual TLS"
        : "clear",
  },
  {
    ports: /^(web|http|metrics)$/,
    how: (workload, container) => {
      const files = ["--web.config.file", "--http.config", "--tls-config"];
      const asks = isTold(workload, /^web\.yml=.*client_auth_type: RequireAndVerifyClientCert/s);
      if (files.some((flag) => hasFlag(container, flag))) return asks ? "mutual TLS" : "TLS";
      if (hasFlag(container, "--tls-server-ca-cert-file")) return "mutual TLS";
      const { env = [] } = container;
      if (env.some(({ name }) => name === "TLS_CERT_FILE")) {
        return env.some(({ name }) => name === "TLS_CLIENT_CA_FILE") ? "mutual TLS" : "TLS";
      }
      return isTold(workload, /^grafana\.ini=.*^protocol = https$/ms) ? "TLS" : "clear";
    },
  },
];

function hasFlag({ args = [] }: Container, flag: string): boolean {
  return args.some((arg) => arg.startsWith(`${flag}=`));
}

/** The protection of the server behind a pod's port. */
function served(workload: Workload, port: number): Protection {
  for (const container of containersOf(workload)) {
    const name = (container.ports ?? []).find(({ containerPort }) => containerPort === port)?.name;
    if (name === undefined) continue;
    return SERVES.find(({ ports }) => ports.test(name))?.how(workload, container) ?? "clear";
  }
  return "clear";
}

const serverOf = ({ resource }: Workload) => unsharded(resource.metadata.name);

/** Every port that a container opens, whoever may reach it. */
export function portsOf({ workloads }: StackModel): readonly Edge[] {
  return workloads.flatMap((workload) =>
    containersOf(workload).flatMap(({ ports = [] }) =>
      ports.map(({ name, containerPort }) => ({
        from: "anybody",
        to: `${serverOf(workload)} ${String(name)}`,
        how: served(workload, containerPort),
      })),
    ),
  );
}

/** Connections to our servers that network policies allow: between these, for scrapes, and from people. */
export function inside({ workloads, network }: StackModel): readonly Edge[] {
  const known = (peer: Flow["to"]) =>
    workloads.find((workload) => JSON.stringify(peerOf(workload)) === JSON.stringify(peer));
  return flowsOf(network.parts, network.settings).flatMap(({ from, to, ports }) => {
    const server = known(to);
    if (!server) return [];
    const client = known(from);
    return ports.map(({ port = 0 }) => ({
      from: client ? serverOf(client) : "people",
      to: `${serverOf(server)}:${String(port)}`,
      how: served(server, port),
    }));
  });
}

/** Connections to pods of others that network policies allow. Nothing about these pods is known here. */
export function elsewhere({ network }: StackModel): readonly Edge[] {
  const ours = new Set(Object.values(namespacesIn(network.settings)));
  return flowsOf(network.parts, network.settings).flatMap(({ from, to, ports }) =>
    to.kind === "pods" && !ours.has(to.namespace)
      ? ports.map(({ protocol, port }): Edge => ({
          from: from.kind === "pods" ? (from.labels["app.kubernetes.io/name"] ?? "") : "outside",
          to: `${to.namespace} ${Object.values(to.labels).join(" ")}:${String(port ?? "any")} ${protocol}`,
          how: "clear",
        }))
      : [],
  );
}

/** What people reach through the ingress controller, by host name. */
export function doors({ workloads }: StackModel): readonly Edge[] {
  return workloads
    .filter(isServer)
    .flatMap(({ ingresses = [] }) => ingresses)
    .flatMap(({ spec }) => {
      const shown = (spec.tls ?? []).flatMap(({ hosts = [], secretName }) =>
        secretName === undefined ? [] : hosts,
      );
      return (spec.rules ?? []).map(({ host = "" }): Edge => ({
        from: "people",
        to: host,
        how: shown.includes(host) ? "TLS" : "clear",
      }));
    });
}

/** How Prometheus scrapes: over TLS or not, and which name it expects in the target's certificate. */
export function scrapes({ workloads, nodeScrapes }: StackModel): readonly Edge[] {
  const ours = workloads.flatMap(endpointsOf).flatMap(({ monitor }) =>
    monitor
      ? monitoredServers(monitor, workloads).flatMap((target) =>
          monitor.spec.endpoints.map(({ scheme, tlsConfig, port: name = "" }): Edge => {
            const verified = scheme === "https" && tlsConfig?.caFile && tlsConfig.serverName;
            const port = podPort(target, { name });
            return {
              from: "prometheus",
              to: target.service.metadata.name,
              how: verified && port !== undefined ? served(target, port) : "clear",
            };
          }),
        )
      : [],
  );
  // Always over https, as their type requires.
  const nodes = nodeScrapes.map(({ job_name, tls_config }): Edge => ({
    from: "prometheus",
    to: job_name,
    how: tls_config.ca_file === "" ? "clear" : "TLS",
  }));
  return [...ours, ...nodes];
}

/** The kubelet's HTTP probes of pods. A probe that only connects, or runs a program, sends nothing. */
export function probes({ workloads }: StackModel): readonly Edge[] {
  return workloads.flatMap((workload) =>
    containersOf(workload).flatMap(({ name, startupProbe, readinessProbe, livenessProbe }) =>
      [startupProbe, readinessProbe, livenessProbe]
        .flatMap((probe) => probe?.httpGet ?? [])
        .map(({ scheme }) => ({
          from: "kubelet",
          to: name,
          how: scheme === "HTTPS" ? ("TLS" as const) : ("clear" as const),
        })),
    ),
  );
}

/** Connections between containers of one pod on its loopback. */
export function loopback({ workloads }: StackModel): readonly Edge[] {
  return workloads.flatMap((workload) =>
    containersOf(workload).flatMap(({ name, args = [] }) =>
      args
        .filter((arg) => /\/\/(localhost|127\.0\.0\.1)/.test(arg))
        .map((arg) => ({
          from: name,
          to: arg.replace(/^.*\/\//, ""),
          how: arg.includes("=https://") ? ("TLS" as const) : ("clear" as const),
        })),
    ),
  );
}

/** Settings that make a client use TLS to an external host and verify it; each of them is sufficient. */
function tellsTls(host: string, port: number): readonly (readonly RegExp[])[] {
  const name = host.replaceAll(".", "\\.");
  const at = `${name}:${port}`;
  return [
    [new RegExp(`https://${name}`)],
    // Redis clients.
    [new RegExp(`rediss://${at}`)],
    [new RegExp(`^REDIS_HOST=${name}$`), /^REDIS_TLS=true$/],
    // PostgreSQL clients.
    [new RegExp(`${at}/.*sslmode=verify-full`)],
    [new RegExp(`^(DATABASE_HOST|PGHOST)=${name}$`), /^PGSSLMODE=verify-full$/],
    [new RegExp(`^grafana\\.ini=.*host = ${at}.*ssl_mode = verify-full`, "s")],
    // Mail, with STARTTLS.
    [new RegExp(`smarthost: ${at}\\b.*require_tls: true`, "s")],
  ];
}

const SERVICE_OF_OURS = /\.(monitoring|autodealgenie)\.svc/;

/**
 * External servers that the stack connects to.
 * @param bucket whether to assume TLS for what is configured only in a Secret
 */
export function outside(
  { workloads }: StackModel,
  bucket: { readonly host: string; readonly secure: boolean },
): readonly Edge[] {
  return workloads.flatMap((workload) =>
    workload.egress.flatMap((ask): readonly Edge[] => {
      if (ask.kind === "anywhere") return [];
      const { host, port } = ask;
      if (SERVICE_OF_OURS.test(host)) return [];
      const told =
        tellsTls(host, port).some((what) => isTold(workload, ...what)) ||
        (host === bucket.host && bucket.secure) ||
        isProbed(workload, host);
      const how = told ? "TLS" : "clear";
      return [{ from: serverOf(workload), to: `${host}:${port}`, how }];
    }),
  );
}

/** Whether a workload only probes a host's certificate, for which it uses TLS. */
function isProbed(workload: Workload, host: string): boolean {
  if (!isServer(workload)) return false;
  return (workload.monitor?.spec.endpoints ?? []).some(
    ({ params }) =>
      params?.module?.includes(CERTIFICATE_MODULE) &&
      (params.target ?? []).some((target) => target.startsWith(host)),
  );
}

/** Connections to servers whose address is secret, or unknown before the stack is deployed. */
export function unnamed({ workloads }: StackModel): readonly { from: string; ports: string }[] {
  const anywhere = (ask: Egress) => (ask.kind === "anywhere" ? [ask.ports.join(", ")] : []);
  return workloads.flatMap((workload) =>
    workload.egress.flatMap(anywhere).map((ports) => ({ from: serverOf(workload), ports })),
  );
}
