import type { SecretSource } from "../settings/secretSources";
import type { Times } from "../rendered-config/times";
import { metadataOf, type Metadata } from "../objects/metadata";
import { MONITORING } from "../objects/names";
import type { Egress } from "./network/egress";
import type { Server } from "./server";
import type { AccessRule } from "../objects/kubernetes";
import { accepts, container, httpGet, podTemplate, probes } from "./pod";
import { secretOf } from "./secret";
import { service, serviceMonitor, type ScrapeMore } from "./service";
import { configFolder, secretFolder } from "./volumes";
import { checksum, configMap, deployment, serviceAccount } from "./workload";
import type { ServerTls } from "./tls/server";

export interface ExporterArgs {
  /** @default monitoring */
  readonly namespace?: string | undefined;
  readonly type: string;
  readonly tls: ServerTls;
  readonly name: string;
  readonly image: string;
  /** The port on which it serves /metrics. */
  readonly port: number;
  /** The image's own user. */
  readonly uid: number;
  /** The secrets that it reads, by file name. Left out: none. */
  readonly secrets?: Readonly<Record<string, SecretSource>>;
  /** The configuration files that it reads at startup, and their folder. */
  readonly config?: { readonly folder: string; readonly files: Readonly<Record<string, string>> };
  /** A page for which it does not query its server: an outage of that server must not make the exporter unhealthy. */
  readonly ownPage: string;
  /** @default the image's entrypoint */
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Its permissions at the API server, for the ServiceAccount of this name. Left out: none. */
  readonly rights?: (server: Metadata) => readonly AccessRule[];
  /** The addresses that it connects to. */
  readonly egress: readonly Egress[];
  /** How it is scraped, if not only /metrics: one scrape for each entry. */
  readonly endpoints?: readonly ScrapeMore[];
  readonly times: Times;
}

/** An exporter, which exports metrics of a server that has no /metrics, as plain objects. */
export function exporterServer(exporter: ExporterArgs): Server {
  const { name, image, port, uid, ownPage, command, args, env, times } = exporter;
  const metadata = metadataOf(name, exporter.namespace ?? MONITORING, "exporter");
  const secret = exporter.secrets && secretOf(metadata, exporter.secrets);
  const configMaps = exporter.config ? [configMap(metadata, "config", exporter.config.files)] : [];
  const mounted = [
    ...(secret ? [secretFolder(secret)] : []),
    ...configMaps.map((files) =>
      configFolder(exporter.config?.folder ?? "", [{ folder: "", configMap: files }]),
    ),
  ];
  const roles = exporter.rights?.(metadata) ?? [];
  return {
    type: exporter.type,
    tls: exporter.tls,
    publicEndpoint: undefined,
    account: serviceAccount(metadata),
    configMaps,
    secret,
    service: service({ metadata, ports: { metrics: port } }),
    monitor: serviceMonitor(
      metadata,
      "metrics",
      { interval: times.scrapeInterval, timeout: times.scrapeTimeout },
      exporter.endpoints,
    ),
    roles,
    egress: exporter.egress,
    resource: deployment({
      metadata,
      replicas: 1,
      template: podTemplate({
        labels: metadata.labels,
        ...(configMaps.length > 0 && {
          annotations: { "checksum/config": checksum(configMaps) },
        }),
        serviceAccount: name,
        usesApi: roles.length > 0,
        group: uid,
        volumes: mounted.flatMap(({ volume }) => volume ?? []),
        container: container({
          name,
          image,
          ...(command && { command }),
          ...(args && { args }),
          ...(env && { env }),
          ports: { metrics: port },
          probes: probes({
            // Only Prometheus connects to it, at its pod's address, whether it is ready or not. A rollout continues once it has
            // started, which is once it has answered.
            ready: accepts("metrics"),
            alive: httpGet(ownPage, "metrics"),
            startSeconds: 60,
          }),
          resources: { cpuRequest: "10m", memoryRequest: "32Mi", memoryLimit: "128Mi" },
          uid,
          mounts: mounted.map(({ mount }) => mount),
        }),
      }),
    }),
  };
}
