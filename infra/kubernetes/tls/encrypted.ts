import type { StackConfig } from "../config/schema";
import { clientConfig, PROBE_FILE, TLS_FILES, TLS_FOLDER } from "../config-files/webConfig";
import { toYaml } from "../config-files/yaml";
import { facesOf } from "./faces";
import { certificate, issuance } from "./issuers";
import { IGNORE, metadataOf, type Metadata } from "./metadata";
import { APPLICATION, clusterHost, MONITORING, unsharded, type NamespaceName } from "./names";
import type {
  Certificate,
  ConfigMap,
  Container,
  Issuer,
  Part,
  Probe,
  ServerWorkload,
  Service,
  ServiceMonitor,
  Volume,
  VolumeMount,
} from "./objects";
import type { ScrapeMore } from "./service";
import { TLS_SERVERS, type TlsServer } from "./tlsServers";
import { secretFile, type Mounted } from "./volumes";
import { configMap, withPodSpec } from "./workload";

const ISSUER = "internal";
/** The ingress controller's, by which it shows servers of ours who it is. */
export const INGRESS_CLIENT = "ingress-client";

type Parts = Readonly<Record<string, Part | undefined>>;

export function speaksTls({ internalTls }: StackConfig): boolean {
  return internalTls?.enabled === true;
}

/** Under which key of its Secret Prometheus has the authority of the application's namespace. */
export const APPLICATION_AUTHORITY = "application-authority.pem";

/**
 * The file in which Prometheus finds whom it trusts of the servers in a namespace. What makes up an authority makes up
 * one in each namespace, whose key stays there: Prometheus is handed the other's certificate.
 */
function authorityOf(namespace: string, { internalTls }: StackConfig): string | undefined {
  const apart = namespace !== MONITORING && internalTls?.issuer.selfSigned === true;
  return apart ? secretFile(APPLICATION_AUTHORITY) : undefined;
}

/** Whether Prometheus has to be handed that authority in order to scrape what it does. */
export function needsApplicationAuthority(monitors: readonly ServiceMonitor[]): boolean {
  return monitors.some(({ spec }) =>
    spec.endpoints.some(({ tlsConfig }) => tlsConfig?.caFile === secretFile(APPLICATION_AUTHORITY)),
  );
}

/**
 * How Prometheus scrapes a server that speaks TLS: its files are beside its own configuration.
 * @param authority the file of whom it trusts. Left out: of whoever issued its own certificate
 */
export function encryptedScrape(name: string, authority = `${TLS_FOLDER}/ca.crt`): ScrapeMore {
  return {
    scheme: "https",
    tlsConfig: {
      caFile: authority,
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
    Object.entries(parts).map(([key, part]) => [
      key,
      part &&
        facesOf(part).reduce((whole, { service }) => {
          const server = serverOf(service);
          return server ? withTls(whole, service, server, config) : whole;
        }, part),
    ]),
  ) as P;
}

function serverOf({ metadata }: Service): TlsServer | undefined {
  return TLS_SERVERS[unsharded(metadata.name)];
}

/** A part of which the server behind one of its Services speaks TLS. */
function withTls(part: Part, service: Service, server: TlsServer, config: StackConfig): Part {
  const { metadata } = service;
  const { name } = metadata;
  const container = containerOf(part.workload, service);
  const inside = container.volumeMounts?.find((mount) => mount.name === "config");
  const folder = inside ? `${inside.mountPath}/${TLS_FOLDER}` : `/etc/${TLS_FOLDER}`;
  const files = filesOf(server, { name, folder });
  const maps = Object.keys(files).length > 0 ? [configMap(metadata, TLS_FOLDER, files)] : [];
  const shown = tlsSources(secretOf(name), maps, inside ? `${TLS_FOLDER}/` : "");
  const args = [...(container.args ?? []), ...server.flags(folder)];
  const env = Object.entries(server.environment?.(folder) ?? {}).map(([key, value]) => ({
    name: key,
    value,
  }));
  // Another server of the pod has files of its own.
  const volume = service === part.service ? TLS_FOLDER : secretOf(container.name);
  return {
    ...withScrape(part, service, config),
    configMaps: [...part.configMaps, ...maps],
    certificates: [...(part.certificates ?? []), serverCertificate(service, server, config)],
    // Alertmanagers talk by TCP alone then.
    asks: (part.asks ?? []).map((ask) =>
      ask.kind === "address" ? { kind: ask.kind, host: ask.host, port: ask.port } : ask,
    ),
    workload: withContainer(
      server.ready || server.open ? part.workload : excused(part.workload),
      {
        ...container,
        ...(args.length > 0 && { args }),
        ...(env.length > 0 && { env: [...(container.env ?? []), ...env] }),
        ...probesOf(container, server, folder),
        ...(!inside && {
          volumeMounts: [
            ...(container.volumeMounts ?? []),
            { name: volume, mountPath: folder, readOnly: true } satisfies VolumeMount,
          ],
        }),
      },
      (volumes) =>
        inside
          ? volumes.map((each) => (each.name === "config" ? extended(each, shown) : each))
          : [...volumes, { name: volume, projected: { sources: [...shown] } }],
    ),
  };
}

function filesOf(
  { files }: TlsServer,
  placed: Parameters<TlsServer["files"]>[0],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(files(placed)).map(([file, content]) => [file, toYaml(content)]),
  );
}

/** A part that is scraped by TLS, at one of its Services. */
function withScrape(part: Part, service: Service, config: StackConfig): Part {
  const { monitor, beside } = part;
  const { name, namespace } = service.metadata;
  const secured = (each: ServiceMonitor): ServiceMonitor => ({
    ...each,
    spec: {
      ...each.spec,
      endpoints: each.spec.endpoints.map((endpoint) => ({
        ...endpoint,
        ...encryptedScrape(name, authorityOf(namespace, config)),
      })),
    },
  });
  if (service === part.service) return { ...part, ...(monitor && { monitor: secured(monitor) }) };
  return { ...part, ...(beside && { beside: { ...beside, monitor: secured(beside.monitor) } }) };
}

/**
 * A workload of which kube-score is not to hold that it is asked for readiness and for life alike: of a server that
 * wants a certificate, and has no program beside it that could show one, the kubelet sees only whether it takes
 * connections.
 */
function excused(workload: ServerWorkload): ServerWorkload {
  const annotations = { ...workload.metadata.annotations, [IGNORE]: "pod-probes-identical" };
  const metadata = { ...workload.metadata, annotations };
  return workload.kind === "Deployment" ? { ...workload, metadata } : { ...workload, metadata };
}

/** What a task needs so that it may ask a server that wants a certificate. */
export interface ClientAccess {
  readonly certificates: readonly Certificate[];
  readonly configMaps: readonly ConfigMap[];
  readonly mounted: Mounted;
  /** Whom it trusts and what it shows, as programs of Prometheus's toolkit read it. */
  readonly configFile: string;
}

/**
 * A certificate of its own for a task that asks a server of ours.
 * @param server the name that the server's certificate has to have
 * @returns undefined where servers speak no TLS
 */
export function clientAccess(
  metadata: Metadata,
  server: string,
  config: StackConfig,
): ClientAccess | undefined {
  if (!speaksTls(config)) return undefined;
  const folder = `/etc/${TLS_FOLDER}`;
  const map = configMap(metadata, TLS_FOLDER, {
    [PROBE_FILE]: toYaml(clientConfig(folder, server)),
  });
  const shown = tlsSources(secretOf(metadata.name), [map], "");
  return {
    certificates: [
      certificate({
        metadata,
        secretName: secretOf(metadata.name),
        dnsNames: [metadata.name],
        usages: ["client auth"],
        issuerRef: internalIssuance(metadata.namespace, config).ref,
      }),
    ],
    configMaps: [map],
    mounted: {
      volume: { name: TLS_FOLDER, projected: { sources: [...shown] } },
      mount: { name: TLS_FOLDER, mountPath: folder, readOnly: true },
    },
    configFile: `${folder}/${PROBE_FILE}`,
  };
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
function probesOf(container: Container, { ready, open = false }: TlsServer, folder: string) {
  return Object.fromEntries(
    PROBES.map((which): [string, Probe | undefined] => {
      const { httpGet, ...probe } = container[which] ?? {};
      if (!httpGet) return [which, container[which]];
      if (open) return [which, { ...probe, httpGet: { ...httpGet, scheme: "HTTPS" } }];
      if (ready?.by === "program" && which !== "livenessProbe") {
        return [which, { ...probe, exec: { command: [...ready.command(folder)] } }];
      }
      // Not its start: what it waits for then may take longer than a start may.
      const port = ready?.by === "port" && which === "readinessProbe" ? ready.port : httpGet.port;
      return [which, { ...probe, tcpSocket: { port } }];
    }),
  );
}

const HALF_A_YEAR = "4380h";
const YEAR = "8760h";

function serverCertificate(
  { metadata }: Service,
  { asks, alsoNamed = [] }: TlsServer,
  config: StackConfig,
): Certificate {
  const { name, namespace, labels } = metadata;
  const host = clusterHost(name, namespace);
  return certificate({
    metadata: { name, namespace, labels },
    secretName: secretOf(name),
    dnsNames: [name, host, `*.${host}`, ...alsoNamed],
    usages: asks ? ["server auth", "client auth"] : ["server auth"],
    issuerRef: internalIssuance(namespace, config).ref,
    // Grafana reads the one that it shows Prometheus at its start alone: it has half a year to be started anew.
    ...(name === "grafana" && { lasts: { duration: YEAR, renewBefore: HALF_A_YEAR } }),
  });
}

function internalIssuance(namespace: NamespaceName, { internalTls }: StackConfig) {
  return issuance({
    name: ISSUER,
    namespace,
    settings: internalTls?.issuer ?? {},
  });
}

/** Who issues those certificates, in both namespaces, and those of the ingress controller, where people come through one. */
export function internalIssuers(config: StackConfig): readonly (Issuer | Certificate)[] {
  if (!speaksTls(config)) return [];
  const { ingress } = config;
  const leads = { [MONITORING]: true, [APPLICATION]: ingress?.backendHost !== undefined };
  return ([MONITORING, APPLICATION] as const).flatMap((namespace) => {
    const { ref, objects } = internalIssuance(namespace, config);
    if (ingress?.enabled !== true || !leads[namespace]) return objects;
    return [
      ...objects,
      certificate({
        metadata: metadataOf(INGRESS_CLIENT, namespace, "certificates"),
        secretName: secretOf(INGRESS_CLIENT),
        dnsNames: [INGRESS_CLIENT],
        usages: ["client auth"],
        issuerRef: ref,
      }),
    ];
  });
}

/** What an Ingress of ingress-nginx has to say so that the controller speaks TLS to a server, knows it and is known. */
export function encryptedBackend(
  { metadata }: Service,
  config: StackConfig,
): Readonly<Record<string, string>> {
  const { name, namespace } = metadata;
  if (!speaksTls(config) || !(name in TLS_SERVERS)) return {};
  const prefix = "nginx.ingress.kubernetes.io";
  return {
    [`${prefix}/backend-protocol`]: "HTTPS",
    // Of the Ingress's own namespace: the controller reads no other, unless it is told to.
    [`${prefix}/proxy-ssl-secret`]: `${namespace}/${secretOf(INGRESS_CLIENT)}`,
    [`${prefix}/proxy-ssl-name`]: name,
    [`${prefix}/proxy-ssl-server-name`]: "on",
    [`${prefix}/proxy-ssl-verify`]: "on",
  };
}

/** The container that opens the ports of a Service. */
function containerOf({ metadata, spec }: ServerWorkload, service: Service): Container {
  const wanted = (service.spec.ports ?? []).map(({ targetPort }) => targetPort);
  const found = (spec.template.spec?.containers ?? []).find(({ ports = [] }) =>
    wanted.every((port) => ports.some(({ name }) => name === port)),
  );
  if (!found) {
    throw new Error(
      `No container of ${metadata.name} opens the ports of the Service ${service.metadata.name}. Have one open ${wanted.join(", ")}.`,
    );
  }
  return found;
}

/** @param container in the place of the one of its name */
function withContainer(
  workload: ServerWorkload,
  container: Container,
  volumes: (those: readonly Volume[]) => readonly Volume[],
): ServerWorkload {
  const { containers = [], volumes: mounted = [] } = workload.spec.template.spec ?? {};
  return withPodSpec(workload, {
    containers: containers.map((each) => (each.name === container.name ? container : each)),
    volumes: [...volumes(mounted)],
  });
}
