import * as pulumi from "@pulumi/pulumi";

import type { Dashboard } from "../../dashboards";
import { urlAddress } from "../config/addresses";
import type { Quantity } from "../config/quantity";
import {
  dashboardProviders,
  datasources,
  GRAFANA_FOLDER,
  grafanaIni,
  type GrafanaSecret,
} from "../config-files/grafana";
import { toIni } from "../config-files/ini";
import type { Times } from "../config-files/times";
import { toYaml } from "../config-files/yaml";
import { MONITORING } from "../kubernetes/names";
import { metadataOf, type Metadata } from "../kubernetes/metadata";
import { asks } from "../kubernetes/network/asks";
import type { ConfigMap, Part } from "../kubernetes/objects";
import { container, httpGet, podTemplate, probes } from "../kubernetes/pod";
import { registerPart, type PartArgs } from "../kubernetes/register";
import { governingService, service, serviceMonitor } from "../kubernetes/service";
import { configFolder, dataFolder, scratch, secretFolder } from "../kubernetes/volumes";
import { checksum, configMap, serviceAccount, statefulSet } from "../kubernetes/workload";

const NAME = "grafana";
const CONTAINER_PORT = 3000;
/** The backend's own port for people is 3000 elsewhere. */
const SERVICE_PORT = 3001;
/**
 * Not the image's own, 472, which may be somebody's on a node: the image runs as any user that may write its data
 * folder, which the volume's group lets it.
 */
const UID = 10472;

export interface GrafanaArgs {
  readonly replicas: number;
  readonly image: string;
  /** Where people open it. */
  readonly url: string;
  /** Prometheus, from inside the cluster. */
  readonly prometheusUrl: string;
  readonly times: Times;
  readonly dashboards: readonly Dashboard[];
  readonly storage: Quantity;
  readonly storageClass: string | undefined;
}

/** Grafana as plain objects. Everything it shows comes from ConfigMaps; the volume holds sessions and stars. */
export function grafanaPart(args: GrafanaArgs): Part<GrafanaSecret> {
  const metadata = metadataOf(NAME, MONITORING, "dashboards");
  const governing = governingService(metadata, { web: CONTAINER_PORT });
  const ini = configMap(metadata, "config", { "grafana.ini": toIni(grafanaIni(args)) });
  const sources = configMap(metadata, "datasources", {
    "prometheus.yaml": toYaml(datasources(args.prometheusUrl, args.times.scrapeInterval)),
  });
  const providers = configMap(metadata, "providers", {
    "autodealgenie.yaml": toYaml(dashboardProviders()),
  });
  const dashboards = args.dashboards.map((dashboard) => dashboardMap(metadata, dashboard));
  const secret = { metadata, keys: ["admin-password", "secret-key"] satisfies GrafanaSecret[] };
  const configuration = configFolder(GRAFANA_FOLDER, [
    { folder: "", configMap: ini },
    { folder: "provisioning/datasources", configMap: sources },
    { folder: "provisioning/dashboards", configMap: providers },
    ...dashboards.map((map) => ({ folder: "dashboards", configMap: map })),
  ]);
  const mounted = [configuration, secretFolder(secret), scratch("tmp", "/tmp")];

  return {
    account: serviceAccount(metadata),
    configMaps: [ini, sources, providers, ...dashboards],
    secret,
    service: service({ metadata, ports: { web: SERVICE_PORT } }),
    governing,
    monitor: serviceMonitor(metadata, "web", {
      interval: args.times.scrapeInterval,
      timeout: args.times.scrapeTimeout,
    }),
    roles: [],
    asks: asks([urlAddress(args.prometheusUrl)]),
    workload: statefulSet({
      metadata,
      governing,
      replicas: args.replicas,
      storage: { size: args.storage, storageClass: args.storageClass },
      template: podTemplate({
        labels: metadata.labels,
        // Dashboards are read anew by themselves; what is read only at the start is not.
        annotations: { "checksum/config": checksum([ini, sources, providers]) },
        serviceAccount: NAME,
        group: UID,
        volumes: mounted.flatMap(({ volume }) => volume ?? []),
        container: container({
          name: NAME,
          image: args.image,
          ports: { web: CONTAINER_PORT },
          probes: probes({
            // Fails where Grafana cannot read its database, which no restart mends.
            ready: httpGet("/api/health", "web"),
            alive: httpGet("/healthz", "web"),
            startSeconds: 180,
          }),
          resources: { cpuRequest: "50m", memoryRequest: "128Mi", memoryLimit: "512Mi" },
          uid: UID,
          mounts: [...mounted.map(({ mount }) => mount), dataFolder("/var/lib/grafana").mount],
        }),
      }),
    }),
  };
}

function dashboardMap(metadata: Metadata, dashboard: Dashboard): ConfigMap {
  const json = `${JSON.stringify(dashboard, null, 2)}\n`;
  return configMap(metadata, `dashboard-${dashboard.uid}`, { [`${dashboard.uid}.json`]: json });
}

/** Draws what Prometheus knows. */
export class Grafana extends pulumi.ComponentResource {
  constructor(name: string, args: PartArgs<GrafanaSecret>, opts?: pulumi.ComponentResourceOptions) {
    super("autodealgenie:monitoring:Grafana", name, {}, opts);
    registerPart(this, args);
    this.registerOutputs({});
  }
}
