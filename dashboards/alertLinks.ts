import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import { urlOf } from "../signals/places";
import type { Dashboard } from "./grafana";

/** What a panel needs to know of an alert in order to lead to it. */
interface Linked {
  readonly alert: string;
  readonly annotations: { readonly runbook_url: string; readonly dashboard_url: string };
}

interface Where {
  /** Grafana's address, without a slash at its end. */
  readonly grafana: string;
  /** Prometheus's address, without a slash at its end. */
  readonly prometheus: string;
}

/**
 * Leads from each panel back to the alerts that lead to it: to the runbook of each, and to its state in Prometheus.
 *
 * @param rules alerts; several rules of one name that lead to the same panel make one link there
 */
export function withAlertLinks(
  dashboards: readonly Dashboard[],
  rules: readonly Linked[],
  { grafana, prometheus }: Where,
): readonly Dashboard[] {
  const leads = rules.map((rule) => [rule.alert + rule.annotations.dashboard_url, rule] as const);
  const alerts = [...new Map(leads).values()];
  return dashboards.map((dashboard) => ({
    ...dashboard,
    panels: dashboard.panels.map((panel) => {
      const url = urlOf({ uid: dashboard.uid, panelId: panel.id ?? 0 }, grafana);
      const links = alerts
        .filter(({ annotations }) => annotations.dashboard_url === url)
        .flatMap(({ alert, annotations }) => [
          link(`${alert}: what to do`, annotations.runbook_url),
          link(`${alert}: its state`, `${prometheus}/alerts?search=${alert}`),
        ]);
      return links.length > 0 ? { ...panel, links } : panel;
    }),
  }));
}

function link(title: string, url: string): sdk.DashboardLink {
  return new sdk.DashboardLinkBuilder(title)
    .type(sdk.DashboardLinkType.Link)
    .url(url)
    .icon("external link")
    .targetBlank(true)
    .build();
}
