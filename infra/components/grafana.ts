import * as pulumi from "@pulumi/pulumi";

import { GRAFANA_PORT as CONTAINER_PORT, GRAFANA_SERVICE_PORT as SERVICE_PORT } from "../ports";
import type { Dashboard } from "../../dashboards";
import { urlAddress, type Address } from "../settings/addresses";
import type { Quantity } from "../settings/quantity";
import {
  dashboardProviders,
  datasources,
  grafanaIni,
  type Datasource,
} from "../rendered-config/grafana";
import {
  AUTHORITIES,
  authorityFiles,
  GRAFANA_FOLDER,
  grafanaSecrets,
  type GrafanaIdentity,
  type GrafanaSecret,
} from "../rendered-config/grafanaFiles";
import { ldapToml } from "../rendered-config/grafanaLdap";
import { LDAP_FILE } from "../rendered-config/grafanaSignIn";
import { toIni } from "../rendered-config/ini";
import type { Times } from "../rendered-config/times";
import { toYaml } from "../rendered-config/yaml";
import { MONITORING } from "../kubernetes/names";
import { metadataOf, type Metadata } from "../kubernetes/metadata";
import { asks, HTTPS, type Ask } from "../kubernetes/network/asks";
import type { ConfigMap, Part } from "../kubernetes/objects";
import { container, httpGet, podTemplate, probes } from "../kubernetes/pod";
import { registerPart, type PartArgs } from "../kubernetes/register";
import { governingService, service, serviceMonitor } from "../kubernetes/service";
import { configFolder, dataFolder, scratch, secretFolder } from "../kubernetes/volumes";
import { checksum, configMap, serviceAccount, statefulSet } from "../kubernetes/workload";

const NAME = "grafana";
/**
 * Not the image's own, 472, which may be somebody's on a node: the image runs as any user that may write its data
 * folder, which the volume's group lets it.
 */
const UID = 10472;
const DATA_FOLDER = "/var/lib/grafana";

export interface GrafanaArgs extends GrafanaIdentity {
  readonly replicas: number;
  readonly image: string;
  /** Where people open it. */
  readonly url: string;
  /** Whether our servers, it too, talk to each other by TLS. */
  readonly internalTls: boolean;
  readonly datasource: Datasource;
  readonly times: Times;
  readonly dashboards: readonly Dashboard[];
  readonly storage: Quantity;
  readonly storageClass: string | undefined;
}

/**
 * Grafana as plain objects. Everything it shows comes from ConfigMaps; sessions and stars are in its database, or on a
 * volume of its only replica.
 */
export function grafanaPart(args: GrafanaArgs): Part<GrafanaSecret> {
  const { database, signIn } = args;
  const metadata = metadataOf(NAME, MONITORING, "dashboards");
  const governing = governingService(metadata, { web: CONTAINER_PORT });
  const ini = configMap(metadata, "config", {
    "grafana.ini": toIni(grafanaIni(args)),
    ...(signIn.ldap && { [LDAP_FILE]: ldapToml(signIn.ldap) }),
  });
  const trusted = authorityFiles(args);
  const authorities =
    Object.keys(trusted).length > 0 ? [configMap(metadata, "authorities", trusted)] : [];
  const sources = configMap(metadata, "datasources", {
    "prometheus.yaml": toYaml(datasources(args.datasource, args.times.scrapeInterval)),
  });
  const providers = configMap(metadata, "providers", {
    "autodealgenie.yaml": toYaml(dashboardProviders()),
  });
  const dashboards = args.dashboards.map((dashboard) => dashboardMap(metadata, dashboard));
  const secret = { metadata, keys: grafanaSecrets(args) };
  const configuration = configFolder(GRAFANA_FOLDER, [
    { folder: "", configMap: ini },
    { folder: "provisioning/datasources", configMap: sources },
    { folder: "provisioning/dashboards", configMap: providers },
    ...authorities.map((map) => ({ folder: AUTHORITIES, configMap: map })),
    ...dashboards.map((map) => ({ folder: "dashboards", configMap: map })),
  ]);
  const mounted = [
    configuration,
    secretFolder(secret),
    scratch("tmp", "/tmp"),
    // With a database it keeps nothing here that a new pod would miss.
    database ? scratch("data", DATA_FOLDER) : dataFolder(DATA_FOLDER),
  ];

  return {
    account: serviceAccount(metadata),
    configMaps: [ini, sources, providers, ...authorities, ...dashboards],
    secret,
    service: service({ metadata, ports: { web: SERVICE_PORT } }),
    governing,
    monitor: serviceMonitor(metadata, "web", {
      interval: args.times.scrapeInterval,
      timeout: args.times.scrapeTimeout,
    }),
    roles: [],
    asks: [...asks([urlAddress(args.datasource.url)]), ...identityAsks(args)],
    workload: statefulSet({
      metadata,
      governing,
      replicas: args.replicas,
      ...(!database && { storage: { size: args.storage, storageClass: args.storageClass } }),
      template: podTemplate({
        labels: metadata.labels,
        // Dashboards are read anew by themselves; what is read only at the start is not.
        annotations: { "checksum/config": checksum([ini, sources, providers, ...authorities]) },
        serviceAccount: NAME,
        group: UID,
        volumes: mounted.flatMap(({ volume }) => volume ?? []),
        container: container({
          name: NAME,
          image: args.image,
          ports: { web: CONTAINER_PORT },
          probes: probes({
            started: httpGet("/api/health", "web"),
            // Fails where Grafana cannot read its database, which no restart mends.
            ready: httpGet("/api/health", "web"),
            alive: httpGet("/healthz", "web"),
            startSeconds: 180,
          }),
          resources: { cpuRequest: "50m", memoryRequest: "128Mi", memoryLimit: "512Mi" },
          uid: UID,
          mounts: mounted.map(({ mount }) => mount),
        }),
      }),
    }),
  };
}

/** Its database, and who tells it who people are. */
function identityAsks({ database, signIn }: GrafanaIdentity): readonly Ask[] {
  const { genericOauth, google, github, azureAd, ldap } = signIn;
  const addresses: readonly Address[] = [
    ...(database ? [{ host: database.host, port: database.port }] : []),
    // Browsers alone are sent to its third URL.
    ...(genericOauth ? [genericOauth.tokenUrl, genericOauth.apiUrl].map(urlAddress) : []),
    ...(ldap ? [{ host: ldap.host, port: ldap.port }] : []),
  ];
  return [...asks(addresses), ...(google || github || azureAd ? [HTTPS] : [])];
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
