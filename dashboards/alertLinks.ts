import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import { urlOf } from "../signals/places";
import { alertMarks, type Dashboard } from "./grafana";

/** The parts of an alert that a panel needs in order to link to it. */
interface Linked {
  readonly alert: string;
  readonly annotations: { readonly runbook_url: string; readonly dashboard_url: string };
}

interface Where {
  /** Grafana's URL, without a trailing slash. */
  readonly grafana: string;
  /** Prometheus's URL, without a trailing slash. */
  readonly prometheus: string;
}

/**
 * Links each panel back to the alerts that link to it: to the runbook of each, and to its state in Prometheus. Also
 * marks on each dashboard when the alerts of its panels fired, and, if switched on, all other alerts.
 *
 * @param rules alerts; several rules of one name that link to the same panel make only one link there
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
