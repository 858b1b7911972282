import { DATASOURCE_UID } from "../../dashboards/grafana";
import type { Duration } from "../promql/units";
import { secretFile } from "../kubernetes/volumes";
import type { Ini } from "./ini";

/** Grafana's secrets, by the file in which each is found. */
export type GrafanaSecret = "admin-password" | "secret-key";

/** Where the ConfigMaps of grafana/ are mounted: Grafana's own folder of configuration. */
export const GRAFANA_FOLDER = "/etc/grafana";

export function grafanaIni({ url }: { readonly url: string }): Ini {
  return {
    server: { http_port: 3000, root_url: url },
    security: {
      admin_user: "admin",
      admin_password: fromFile("admin-password"),
      // Encrypts what Grafana stores. Its default is the same everywhere, and public.
      secret_key: fromFile("secret-key"),
      cookie_secure: url.startsWith("https:"),
      cookie_samesite: "lax",
      disable_gravatar: true,
    },
    users: { allow_sign_up: false, allow_org_create: false },
    "auth.anonymous": { enabled: false },
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

function fromFile(key: GrafanaSecret): string {
  return `$__file{${secretFile(key)}}`;
}

/** The datasource that every panel names. @param scrapeInterval the least that `$__rate_interval` builds on */
export function datasources(url: string, scrapeInterval: Duration) {
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
          prometheusType: "Prometheus",
        },
      },
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
