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
  /** Where people open it. */
  readonly url: string;
  /** Whether our servers talk to each other by TLS. */
  readonly internalTls: boolean;
}

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
      // Not strict: who comes back from another page, having signed in there, would come without the cookie.
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
    // Says nothing to anybody outside, and fetches nothing from there.
    analytics: {
      reporting_enabled: false,
      check_for_updates: false,
      check_for_plugin_updates: false,
      feedback_links_enabled: false,
    },
    news: { news_feed_enabled: false },
    snapshots: { external_enabled: false },
    plugins: { preinstall_disabled: true, plugin_admin_enabled: false },
    // Alerts are Prometheus's; a second engine would page by rules that nobody reviewed.
    unified_alerting: { enabled: false },
    metrics: { enabled: true },
    log: { mode: "console" },
    "log.console": { format: "json" },
  };
}

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** All that replicas share, sessions too: whichever of them a request comes to knows who asks. */
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

/** A file of its certificate. */
function tlsFile(name: (typeof TLS_FILES)[number]): string {
  return `${GRAFANA_FOLDER}/${TLS_FOLDER}/${name}`;
}

/** What Grafana shows Prometheus, and whom it trusts. Read at its start alone. */
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

/** Whom the dashboards ask, from inside the cluster, and which of those that speak Prometheus's language it is. */
export interface Datasource {
  readonly url: string;
  readonly kind: "Prometheus" | "Thanos";
}

/**
 * The datasource that every panel names, and those of whom samples are sent to.
 * @param scrapeInterval the least that `$__rate_interval` builds on
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

/** One folder of dashboards, which can be changed in this repository alone. */
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
