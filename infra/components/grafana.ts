import { GRAFANA_PORT as CONTAINER_PORT, GRAFANA_SERVICE_PORT as SERVICE_PORT } from "../ports";
import { dashboardText, type Dashboard } from "../../dashboards";
import { urlAddress } from "../settings/addresses";
import { proxyVariables, type Proxy } from "../settings/proxy";
import { OAUTH_WAYS } from "../settings/signIn";
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
} from "../rendered-config/grafanaFiles";
import { ldapToml } from "../rendered-config/grafanaLdap";
import { LDAP_FILE } from "../rendered-config/grafanaSignIn";
import type { QueriedRemote } from "../rendered-config/remoteQueries";
import { remoteWriteSecrets } from "../rendered-config/remoteWrite";
import { toIni } from "../rendered-config/ini";
import type { Times } from "../rendered-config/times";
import { toYaml } from "../rendered-config/yaml";
import { MONITORING } from "../objects/names";
import { metadataOf, type Metadata } from "../objects/metadata";
import { egressTo, httpEgressTo, httpsAnywhere, type Egress } from "../kubernetes/network/egress";
import type { Server } from "../kubernetes/server";
import type { ConfigMap } from "../objects/kubernetes";
import { container, httpGet, podTemplate, probes } from "../kubernetes/pod";
import { secretOf } from "../kubernetes/secret";
import { governingService, service, serviceMonitor } from "../kubernetes/service";
import { configFolder, dataFolder, scratch, secretFolder } from "../kubernetes/volumes";
import { checksum, configMap, serviceAccount, statefulSet } from "../kubernetes/workload";
import type { ServerTls } from "../kubernetes/tls/server";

const NAME = "grafana";
/**
 * Not the image's own user, 472, which may be a real user of a node. The image runs as any user that can write its data folder,
 * which the volume's group allows.
 */
const UID = 10472;
const DATA_FOLDER = "/var/lib/grafana";

/** Its TLS settings are in grafana.ini. It cannot require client certificates, because browsers have none. */
const TLS: ServerTls = {
  flags: () => [],
  files: () => ({}),
  isClient: true,
  open: true,
  // It reads its server certificate only at startup, so it must be restarted within half a year.
  lasts: { duration: "8760h", renewBefore: "4380h" },
};

export interface GrafanaArgs extends GrafanaIdentity {
  /** @default monitoring */
  readonly namespace?: string | undefined;
  readonly replicas: number;
  readonly image: string;
  /** The URL at which people open it. */
  readonly url: string;
  /** Whether the stack's servers, including this one, use TLS for each other. */
  readonly internalTls: boolean;
  readonly datasource: Datasource;
  /** The remote write endpoints that can be queried. @default none */
  readonly remotes?: readonly QueriedRemote[];
  /** The proxy for identity providers and remote queries. Left out: it connects directly. */
  readonly proxy?: Proxy | undefined;
  readonly times: Times;
  readonly dashboards: readonly Dashboard[];
  readonly storage: Quantity;
  readonly storageClass: string | undefined;
}

/**
 * Grafana as plain objects. Its dashboards and settings come from ConfigMaps; sessions and stars are in its database, or on the
 * volume of its only replica.
 */
export function grafanaServer(args: GrafanaArgs): Server {
  const { database, signIn, remotes = [] } = args;
  const metadata = metadataOf(NAME, args.namespace ?? MONITORING, "dashboards");
  const governing = governingService(metadata, { web: CONTAINER_PORT });
  const ini = configMap(metadata, "config", {
    "grafana.ini": toIni(grafanaIni(args)),
    ...(signIn.ldap && { [LDAP_FILE]: ldapToml(signIn.ldap) }),
  });
  const trusted = authorityFiles(args);
  const authorities =
    Object.keys(trusted).length > 0 ? [configMap(metadata, "authorities", trusted)] : [];
  const sources = configMap(metadata, "datasources", {
    "prometheus.yaml": toYaml(datasources(args.datasource, remotes, args.times.scrapeInterval)),
  });
  const providers = configMap(metadata, "providers", {
    "autodealgenie.yaml": toYaml(dashboardProviders()),
  });
  const dashboards = args.dashboards.map((dashboard) => dashboardMap(metadata, dashboard));
  const secret = secretOf(metadata, { ...grafanaSecrets(args), ...remoteWriteSecrets(remotes) });
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
    // With a database, it stores nothing here that a new pod needs.
    database ? scratch("data", DATA_FOLDER) : dataFolder(DATA_FOLDER),
  ];

  return {
    type: "Grafana",
    tls: TLS,
    // It authenticates users itself, except for its own metrics.
    publicEndpoint: { port: "web", paths: ["/"], closed: "/metrics", signsIn: true },
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
    egress: [
      ...egressTo([urlAddress(args.datasource.url)]),
      ...httpEgressTo(
        remotes.map(({ queryUrl }) => urlAddress(queryUrl)),
        args.proxy,
      ),
      ...identityAsks(args),
    ],
    resource: statefulSet({
      metadata,
      governing,
      replicas: args.replicas,
      ...(!database && { storage: { size: args.storage, storageClass: args.storageClass } }),
      template: podTemplate({
        labels: metadata.labels,
        // It reloads changed dashboards by itself; a change of settings that are read at startup restarts it.
        annotations: { "checksum/config": checksum([ini, sources, providers, ...authorities]) },
        serviceAccount: NAME,
        group: UID,
        volumes: mounted.flatMap(({ volume }) => volume ?? []),
        container: container({
          name: NAME,
          image: args.image,
          ...((remotes.length > 0 || OAUTH_WAYS.some((way) => signIn[way])) &&
            args.proxy && { env: proxyVariables(args.proxy) }),
          ports: { web: CONTAINER_PORT },
          probes: probes({
            started: httpGet("/api/health", "web"),
            // Fails if Grafana cannot read its database, which a restart does not fix.
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

/** Its database and its identity providers. */
function identityAsks({ database, signIn, proxy }: GrafanaArgs): readonly Egress[] {
  const { genericOauth, google, github, azureAd, ldap } = signIn;
  // Its third URL is only for browsers.
  const asked = genericOauth ? [genericOauth.tokenUrl, genericOauth.apiUrl].map(urlAddress) : [];
  return [
    ...egressTo(database ? [{ host: database.host, port: database.port }] : []),
    ...httpEgressTo(asked, proxy),
    ...egressTo(ldap ? [{ host: ldap.host, port: ldap.port }] : []),
    ...(google || github || azureAd ? httpsAnywhere(proxy) : []),
  ];
}

function dashboardMap(metadata: Metadata, dashboard: Dashboard): ConfigMap {
  const { uid } = dashboard;
  return configMap(metadata, `dashboard-${uid}`, { [`${uid}.json`]: dashboardText(dashboard) });
}
