import type { StackConfig } from "../config/schema";
import {
  CLUSTER_FILE,
  PROBE_FILE,
  TLS_FILES,
  TLS_FOLDER,
  tlsConfigFiles,
  WEB_FILE,
} from "../config-files/webConfig";
import { certificate, issuance } from "./issuers";
import { IGNORE, metadataOf } from "./metadata";
import { clusterHost, MONITORING } from "./names";
import type {
  Certificate,
  ConfigMap,
  Container,
  Issuer,
  Part,
  Probe,
  Volume,
  VolumeMount,
  Workload,
} from "./objects";
import type { ScrapeMore } from "./service";
import { configMap, withPodSpec } from "./workload";

const ISSUER = "internal";
/** The ingress controller's, by which it shows servers of ours who it is. */
export const INGRESS_CLIENT = "ingress-client";

/** What one server needs so that it speaks TLS, and how it is asked whether it does. */
interface Server {
  /** What its command line is to say, of the folder in which it finds its files. */
  readonly flags: (folder: string) => readonly string[];
  /** The configuration files that those flags, or its probes, name. */
  readonly reads: readonly string[];
  /** Whether it connects to others of ours, too, and shows them its certificate. */
  readonly asks: boolean;
  /** Left out: whether it takes connections. */
  readonly ready?: (folder: string) => readonly string[];
  /** Whether it also answers who shows no certificate, as the kubelet, which believes any server. @default false */
  readonly open?: boolean;
}

/** One that is built with Prometheus's toolkit. */
function toolkit(flag: string): Server {
  return { flags: (folder) => [`${flag}=${folder}/${WEB_FILE}`], reads: [WEB_FILE], asks: false };
}

/**
 * The servers of ours that speak TLS, by their names. The backend does not, nor do the data services of dev, nor what
 * Thanos's programs tell each other and Grafana: there network policies alone say who may ask.
 */
const SERVERS: Readonly<Record<string, Server>> = {
  prometheus: {
    ...toolkit("--web.config.file"),
    reads: [WEB_FILE, PROBE_FILE],
    asks: true,
    // It takes connections long before its log is replayed. The kubelet has no certificate to ask it with.
    ready: (folder) => [
      "/bin/promtool",
      "check",
      "ready",
      "--url=https://localhost:9090",
      `--http.config.file=${folder}/${PROBE_FILE}`,
    ],
  },
  alertmanager: {
    ...toolkit("--web.config.file"),
    flags: (folder) => [
      `--web.config.file=${folder}/${WEB_FILE}`,
      `--cluster.tls-config=${folder}/${CLUSTER_FILE}`,
    ],
    reads: [WEB_FILE, CLUSTER_FILE, PROBE_FILE],
    asks: true,
    ready: (folder) => [
      "/bin/amtool",
      "cluster",
      "show",
      "--alertmanager.url=https://localhost:9093",
      `--http.config.file=${folder}/${PROBE_FILE}`,
    ],
  },
  "postgres-exporter": toolkit("--web.config.file"),
  "blackbox-exporter": toolkit("--web.config.file"),
  "kube-state-metrics": toolkit("--tls-config"),
  "redis-exporter": {
    flags: (folder) => [
      `--tls-server-cert-file=${folder}/tls.crt`,
      `--tls-server-key-file=${folder}/tls.key`,
      // With it, whoever connects has to show a certificate.
      `--tls-server-ca-cert-file=${folder}/ca.crt`,
    ],
    reads: [],
    asks: false,
  },
  // Its settings stand in grafana.ini. It cannot ask for certificates: people's browsers have none.
  grafana: { flags: () => [], reads: [], asks: true, open: true },
};

type Parts = Readonly<Record<string, Part | undefined>>;

export function speaksTls({ internalTls }: StackConfig): boolean {
  return internalTls?.enabled === true;
}

/** How Prometheus scrapes a server that speaks TLS: its files are beside its own configuration. */
export function encryptedScrape(name: string): ScrapeMore {
  return {
    scheme: "https",
    tlsConfig: {
      caFile: `${TLS_FOLDER}/ca.crt`,
      certFile: `${TLS_FOLDER}/tls.crt`,
      keyFile: `${TLS_FOLDER}/tls.key`,
      // Targets are addresses of pods, which no certificate names.
      serverName: name,
    },
  };
}

/** Parts that talk to each other by TLS, where a stack asks for it. */
export function encrypted<P extends Parts>(parts: P, config: StackConfig): P {
  if (!speaksTls(config)) return parts;
  return Object.fromEntries(
    Object.entries(parts).map(([key, part]) => {
      const server = part && SERVERS[part.service.metadata.name.replace(/-shard-\d+$/, "")];
      return [key, server ? withTls(part, server, config) : part];
    }),
  ) as P;
}

function withTls(part: Part, server: Server, config: StackConfig): Part {
  const { metadata } = part.service;
  const { name } = metadata;
  const { ready, open } = server;
  const container = containerOf(part.workload);
  const beside = container.volumeMounts?.find((mount) => mount.name === "config");
  const folder = beside ? `${beside.mountPath}/${TLS_FOLDER}` : `/etc/${TLS_FOLDER}`;
  const files = tlsConfigFiles(name, folder, server.reads);
  const maps = server.reads.length > 0 ? [configMap(metadata, TLS_FOLDER, files)] : [];
  const shown = tlsSources(secretOf(name), maps, beside ? `${TLS_FOLDER}/` : "");
  const args = [...(container.args ?? []), ...server.flags(folder)];
  return {
    ...part,
    configMaps: [...part.configMaps, ...maps],
    certificates: [...(part.certificates ?? []), serverCertificate(part, server, config)],
    // Alertmanagers talk by TCP alone then.
    asks: (part.asks ?? []).map((ask) =>
      ask.kind === "address" ? { kind: ask.kind, host: ask.host, port: ask.port } : ask,
    ),
    ...(part.monitor && {
      monitor: {
        ...part.monitor,
        spec: {
          ...part.monitor.spec,
          endpoints: part.monitor.spec.endpoints.map((each) => ({
            ...each,
            ...encryptedScrape(name),
          })),
        },
      },
    }),
    workload: withContainer(
      ready || open ? part.workload : excused(part.workload),
      {
        ...container,
        ...(args.length > 0 && { args }),
        ...probesOf(container, server, folder),
        ...(!beside && {
          volumeMounts: [
            ...(container.volumeMounts ?? []),
            { name: TLS_FOLDER, mountPath: folder, readOnly: true } satisfies VolumeMount,
          ],
        }),
      },
      (volumes) =>
        beside
          ? volumes.map((volume) => (volume.name === "config" ? extended(volume, shown) : volume))
          : [...volumes, { name: TLS_FOLDER, projected: { sources: [...shown] } }],
    ),
  };
}

/**
 * A workload of which kube-score is not to hold that it is asked for readiness and for life alike: of a server that
 * wants a certificate, and has no program beside it that could show one, the kubelet sees only whether it takes
 * connections.
 */
function excused(workload: Workload): Workload {
  const annotations = { ...workload.metadata.annotations, [IGNORE]: "pod-probes-identical" };
  const metadata = { ...workload.metadata, annotations };
  return workload.kind === "Deployment" ? { ...workload, metadata } : { ...workload, metadata };
}

function secretOf(name: string): string {
  return `${name}-tls`;
}

type Source = NonNullable<NonNullable<Volume["projected"]>["sources"]>[number];

/** A whole volume is updated in place, and all its files change at the same instant: no key without its certificate. */
function tlsSources(secret: string, maps: readonly ConfigMap[], folder: string): readonly Source[] {
  return [
    {
      secret: {
        name: secret,
        // 0440 in the decimal notation that JSON has to use.
        items: TLS_FILES.map((key) => ({ key, path: folder + key, mode: 288 })),
      },
    },
    ...maps.map(({ metadata, data = {} }) => ({
      configMap: {
        name: metadata.name,
        items: Object.keys(data).map((key) => ({ key, path: folder + key })),
      },
    })),
  ];
}

function extended(volume: Volume, shown: readonly Source[]): Volume {
  return { ...volume, projected: { sources: [...(volume.projected?.sources ?? []), ...shown] } };
}

const PROBES = ["startupProbe", "readinessProbe", "livenessProbe"] as const;

/** The kubelet shows no certificate: it can see whether a port takes connections, or have a program ask inside. */
function probesOf(container: Container, { ready, open = false }: Server, folder: string) {
  return Object.fromEntries(
    PROBES.map((which): [string, Probe | undefined] => {
      const { httpGet, ...probe } = container[which] ?? {};
      if (!httpGet) return [which, container[which]];
      if (open) return [which, { ...probe, httpGet: { ...httpGet, scheme: "HTTPS" } }];
      return ready && which !== "livenessProbe"
        ? [which, { ...probe, exec: { command: [...ready(folder)] } }]
        : [which, { ...probe, tcpSocket: { port: httpGet.port } }];
    }),
  );
}

const HALF_A_YEAR = "4380h";
const YEAR = "8760h";

function serverCertificate(part: Part, { asks }: Server, config: StackConfig): Certificate {
  const { name, namespace, labels } = part.service.metadata;
  const host = clusterHost(name, namespace);
  return certificate({
    metadata: { name, namespace, labels },
    secretName: secretOf(name),
    dnsNames: [name, host, `*.${host}`],
    usages: asks ? ["server auth", "client auth"] : ["server auth"],
    issuerRef: internalIssuance(config).ref,
    // Grafana reads the one that it shows Prometheus at its start alone: it has half a year to be started anew.
    ...(name === "grafana" && { lasts: { duration: YEAR, renewBefore: HALF_A_YEAR } }),
  });
}

function internalIssuance({ internalTls }: StackConfig) {
  return issuance({
    name: ISSUER,
    namespace: MONITORING,
    settings: internalTls?.issuer ?? {},
  });
}

/** Who issues those certificates, and the one of the ingress controller, where people come through one. */
export function internalIssuers(config: StackConfig): readonly (Issuer | Certificate)[] {
  if (!speaksTls(config)) return [];
  const { ref, objects } = internalIssuance(config);
  if (config.ingress?.enabled !== true) return objects;
  return [
    ...objects,
    certificate({
      metadata: metadataOf(INGRESS_CLIENT, MONITORING, "certificates"),
      secretName: secretOf(INGRESS_CLIENT),
      dnsNames: [INGRESS_CLIENT],
      usages: ["client auth"],
      issuerRef: ref,
    }),
  ];
}

/** What an Ingress of ingress-nginx has to say so that the controller speaks TLS to a server, knows it and is known. */
export function encryptedBackend(
  name: string,
  config: StackConfig,
): Readonly<Record<string, string>> {
  if (!speaksTls(config) || !(name in SERVERS)) return {};
  const prefix = "nginx.ingress.kubernetes.io";
  return {
    [`${prefix}/backend-protocol`]: "HTTPS",
    [`${prefix}/proxy-ssl-secret`]: `${MONITORING}/${secretOf(INGRESS_CLIENT)}`,
    [`${prefix}/proxy-ssl-name`]: name,
    [`${prefix}/proxy-ssl-server-name`]: "on",
    [`${prefix}/proxy-ssl-verify`]: "on",
  };
}

function containerOf({ spec }: Workload): Container {
  const [container] = spec.template.spec?.containers ?? [];
  if (!container) throw new Error("A workload has no container. Give it one.");
  return container;
}

function withContainer(
  workload: Workload,
  container: Container,
  volumes: (those: readonly Volume[]) => readonly Volume[],
): Workload {
  const { containers = [], volumes: mounted = [] } = workload.spec.template.spec ?? {};
  return withPodSpec(workload, {
    containers: [container, ...containers.slice(1)],
    volumes: [...volumes(mounted)],
  });
}
