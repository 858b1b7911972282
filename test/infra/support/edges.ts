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

/** How what crosses a connection is kept from others; `clear` where it is not. */
export type Protection = "mutual TLS" | "TLS" | "clear";

/** One who connects to another. */
export interface Edge {
  readonly from: string;
  /** A server of ours, or host:port. */
  readonly to: string;
  readonly how: Protection;
}

/** Whether one of the texts that a part is told says so. */
function isTold(workload: Workload, ...what: readonly RegExp[]): boolean {
  const texts = textsOf(workload).map(({ at, text }) => `${at}=${text}`);
  return what.every((each) => texts.some((text) => each.test(text)));
}

/** What a server is told so that it speaks TLS on a port, by the port's name. */
const SERVES: readonly {
  readonly ports: RegExp;
  readonly how: (workload: Workload, container: Container) => Protection;
}[] = [
  {
    // Of gRPC, Thanos's.
    ports: /^grpc$/,
    how: (_, container) =>
      hasFlag(container, "--grpc-server-tls-client-ca") ? "mutual TLS" : "clear",
  },
  {
    // Of gossip, Alertmanager's.
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

/** What the server behind a port of a pod's speaks. */
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

/** What network policies let through to servers of ours: all that they ask each other, scrapes, and people's way in. */
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

/** What network policies let out to pods of others, of which nothing is known here. */
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

/** What people reach through the ingress controller, by the name that they open. */
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

/** What Prometheus's scrapes are told to do: each by TLS, and by whose name the target is known. */
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
  // By https always, as their type says.
  const nodes = nodeScrapes.map(({ job_name, tls_config }): Edge => ({
    from: "prometheus",
    to: job_name,
    how: tls_config.ca_file === "" ? "clear" : "TLS",
  }));
  return [...ours, ...nodes];
}

/** What the kubelet says to pods when it asks how they are; where it only connects, or runs a program, it says nothing. */
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

/** What containers of one pod say to each other on its loopback. */
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

/** By what a client is told to speak TLS to a host outside, and whom to trust there; each is enough. */
function tellsTls(host: string, port: number): readonly (readonly RegExp[])[] {
  const name = host.replaceAll(".", "\\.");
  const at = `${name}:${port}`;
  return [
    [new RegExp(`https://${name}`)],
    // Whoever speaks TLS to Redis.
    [new RegExp(`rediss://${at}`)],
    [new RegExp(`^REDIS_HOST=${name}$`), /^REDIS_TLS=true$/],
    // Whoever asks PostgreSQL.
    [new RegExp(`${at}/.*sslmode=verify-full`)],
    [new RegExp(`^(DATABASE_HOST|PGHOST)=${name}$`), /^PGSSLMODE=verify-full$/],
    [new RegExp(`^grafana\\.ini=.*host = ${at}.*ssl_mode = verify-full`, "s")],
    // Mail, by STARTTLS.
    [new RegExp(`smarthost: ${at}\\b.*require_tls: true`, "s")],
  ];
}

const SERVICE_OF_OURS = /\.(monitoring|autodealgenie)\.svc/;

/** Whom the stack asks that is none of its own. @param bucket whether what is told in a Secret alone is told to be TLS */
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

/** Whether it does no more there than look at the certificate that is shown, for which it speaks TLS. */
function isProbed(workload: Workload, host: string): boolean {
  if (!isServer(workload)) return false;
  return (workload.monitor?.spec.endpoints ?? []).some(
    ({ params }) =>
      params?.module?.includes(CERTIFICATE_MODULE) &&
      (params.target ?? []).some((target) => target.startsWith(host)),
  );
}

/** Whom it asks that has no address before the stack is deployed, or a secret one. */
export function unnamed({ workloads }: StackModel): readonly { from: string; ports: string }[] {
  const anywhere = (ask: Egress) => (ask.kind === "anywhere" ? [ask.ports.join(", ")] : []);
  return workloads.flatMap((workload) =>
    workload.egress.flatMap(anywhere).map((ports) => ({ from: serverOf(workload), ports })),
  );
}
