import { GRAFANA_PORT } from "../ports";
import { DATASOURCE_UID } from "../../dashboards/grafana";
import type { Duration } from "../../signals/promql/units";
import type { GrafanaDatabase } from "../settings/grafanaDatabase";
import { authorityFile, fromFile, GRAFANA_FOLDER, type GrafanaIdentity } from "./grafanaFiles";
import { signInSections } from "./grafanaSignIn";
import type { Ini } from "./ini";
import { remoteDatasource, type QueriedRemote } from "./remoteQueries";
import { TLS_FOLDER, type TLS_FILES } from "./webConfig";

export interface GrafanaIniArgs extends GrafanaIdentity {
  /** The URL at which people open it. */
  readonly url: string;
  /** Whether our servers use TLS between each other. */
  readonly internalTls: boolean;
}

/** The content of grafana.ini. */
export function grafanaIni({ url, database, signIn, internalTls }: GrafanaIniArgs): Ini {
  const encrypted = url.startsWith("https:");
  return {
    server: {
      http_port: GRAFANA_PORT,
      root_url: url,
      ...(internalTls && {
        protocol: "https",
        cert_file: tlsFile("tls.crt"),
        cert_key: tlsFile("tls.key"),
        min_tls_version: "TLS1.2",
        // A new certificate needs no restart.
        certs_watch_interval: "1m",
      }),
    },
    ...(database && databaseSections(database)),
    security: {
      admin_user: "admin",
      admin_password: fromFile("admin-password"),
      // Encrypts what Grafana stores. Its default is the same everywhere, and public.
      secret_key: fromFile("secret-key"),
      cookie_secure: encrypted,
      // Not strict: the cookie would be missing when people come back from signing in on another page.
      cookie_samesite: "lax",
      disable_gravatar: true,
      ...(encrypted && {
        strict_transport_security: true,
        strict_transport_security_max_age_seconds: YEAR_SECONDS,
        content_security_policy: true,
      }),
    },
    users: { allow_sign_up: false, allow_org_create: false },
    "auth.anonymous": { enabled: false },
    ...signInSections(signIn),
    // Sends nothing to the outside, and fetches nothing from there.
    analytics: {
      reporting_enabled: false,
      check_for_updates: false,
      check_for_plugin_updates: false,
      feedback_links_enabled: false,
    },
    news: { news_feed_enabled: false },
    snapshots: { external_enabled: false },
    plugins: { preinstall_disabled: true, plugin_admin_enabled: false },
    // Alerts are evaluated by Prometheus; a second engine would page by rules that nobody reviewed.
    unified_alerting: { enabled: false },
    metrics: { enabled: true },
    log: { mode: "console" },
    "log.console": { format: "json" },
  };
}

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Everything that replicas share, including sessions: whichever replica gets a request knows the user. */
function databaseSections(database: GrafanaDatabase): Ini {
  const { host, port, name, user, sslMode, poolMax, certificateAuthority } = database;
  return {
    database: {
      type: "postgres",
      host: `${host}:${port}`,
      name,
      user,
      password: fromFile("database-password"),
      ssl_mode: sslMode,
      ...(certificateAuthority !== undefined && { ca_cert_path: authorityFile("database") }),
      max_open_conn: poolMax,
    },
    remote_cache: { type: "database" },
  };
}

/** The path of one of the certificate's files. */
function tlsFile(name: (typeof TLS_FILES)[number]): string {
  return `${GRAFANA_FOLDER}/${TLS_FOLDER}/${name}`;
}

/** The client certificate that Grafana presents to Prometheus, and the CA it trusts. Only read at startup. */
function datasourceTls() {
  return {
    jsonData: { tlsAuth: true, tlsAuthWithCACert: true },
    secureJsonData: {
      tlsCACert: `$__file{${tlsFile("ca.crt")}}`,
      tlsClientCert: `$__file{${tlsFile("tls.crt")}}`,
      tlsClientKey: `$__file{${tlsFile("tls.key")}}`,
    },
  };
}

/** The server that the dashboards query, inside the cluster, and which implementation of Prometheus's API it is. */
export interface Datasource {
  readonly url: string;
  readonly kind: "Prometheus" | "Thanos";
}

/**
 * The datasource that every panel refers to, and those for remote write endpoints.
 *
 * @param scrapeInterval the shortest scrape interval, on which `$__rate_interval` is based
 */
export function datasources(
  { url, kind }: Datasource,
  remotes: readonly QueriedRemote[],
  scrapeInterval: Duration,
) {
  const tls = url.startsWith("https:") ? datasourceTls() : undefined;
  return {
    apiVersion: 1,
    prune: true,
    datasources: [
      {
        name: "Prometheus",
        uid: DATASOURCE_UID,
        type: "prometheus",
        access: "proxy",
        url,
        isDefault: true,
        editable: false,
        jsonData: {
          httpMethod: "POST",
          timeInterval: scrapeInterval,
          prometheusType: kind,
          ...tls?.jsonData,
        },
        ...(tls && { secureJsonData: tls.secureJsonData }),
      },
      ...remotes.map((remote) => remoteDatasource(remote, scrapeInterval)),
    ],
  };
}

/** One folder of dashboards, which can only be changed in this repository. */
export function dashboardProviders() {
  return {
    apiVersion: 1,
    providers: [
      {
        name: "autodealgenie",
        folder: "AutoDealGenie",
        folderUid: "autodealgenie",
        type: "file",
        allowUiUpdates: false,
        disableDeletion: true,
        updateIntervalSeconds: 10,
        options: { path: `${GRAFANA_FOLDER}/dashboards`, foldersFromFilesStructure: false },
      },
    ],
  };
}
