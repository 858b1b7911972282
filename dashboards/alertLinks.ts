import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import { urlOf } from "../signals/places";
import { alertMarks, type Dashboard } from "./grafana";

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
 * Leads from each panel back to the alerts that lead to it: to the runbook of each, and to its state in Prometheus. Marks
 * when those of its panels fired on the dashboard, and all others if somebody wants them.
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
  return dashboards.map((dashboard) => {
    const { uid } = dashboard;
    const leadingTo = ({ id = 0 }: sdk.Panel) => {
      const url = urlOf({ uid, panelId: id }, grafana);
      return alerts.filter(({ annotations }) => annotations.dashboard_url === url);
    };
    const own = dashboard.panels.flatMap(leadingTo).map(({ alert }) => alert);
    return {
      ...dashboard,
      annotations: { list: [...marksOf(own), ...(dashboard.annotations.list ?? [])] },
      panels: dashboard.panels.map((panel) => {
        const links = leadingTo(panel).flatMap(({ alert, annotations }) => [
          link(`${alert}: what to do`, annotations.runbook_url),
          link(`${alert}: its state`, `${prometheus}/alerts?search=${alert}`),
        ]);
        return links.length > 0 ? { ...panel, links } : panel;
      }),
    };
  });
}

function marksOf(alerts: readonly string[]): readonly sdk.AnnotationQuery[] {
  return alertMarks([...new Set(alerts)].sort()).map((each) => each.build());
}

function link(title: string, url: string): sdk.DashboardLink {
  return new sdk.DashboardLinkBuilder(title)
    .type(sdk.DashboardLinkType.Link)
    .url(url)
    .icon("external link")
    .targetBlank(true)
    .build();
}
