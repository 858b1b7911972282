import { alertGroups, alertRulesOf, type AlertRule, type RuleContext } from "../../alert-rules";
import { dashboards, panelQueries, type Dashboard } from "../../dashboards";
import { urlOf } from "../../signals/places";
import { code, heading, page, paragraphs, promqlBlock, table } from "./markdown";
import { panelAnchor } from "./panelLink";

/** Every panel: what it shows, its unit, its queries, and which alerts link to it. */
export function dashboardsPage(context: RuleContext): string {
  const all = dashboards(context);
  const rules = alertRulesOf(alertGroups(context));
  const summary = table(
    ["dashboard", "panels", "what for"],
    all.map(({ uid, title, panels, description }) => [
      `[${title}](#${uid})`,
      String(panels.length),
      description ?? "",
    ]),
  );
  return page(
    "Dashboards",
    "The dashboards as Grafana gets them with default settings. The queries contain Grafana's variables: `$environment`, `$instance`, and `$__rate_interval`, the window that fits a panel. Units have Grafana's names: `percentunit` is a ratio, `s` seconds, `reqps` requests per second, `short` a plain number.",
    summary,
    ...all.map((each) => dashboardText(each, rules, context.links.grafana)),
  );
}

function dashboardText(dashboard: Dashboard, rules: readonly AlertRule[], grafana: string): string {
  const { uid, title, description, panels } = dashboard;
  const queries = panelQueries(dashboard);
  const parts = panels.map((panel) => {
    const url = urlOf({ uid, panelId: panel.id ?? 0 }, grafana);
    const alerts = new Set(
      rules
        .filter(({ annotations }) => annotations.dashboard_url === url)
        .map(({ alert }) => `[${alert}](alerts.md#${alert})`),
    );
    const unit = panel.fieldConfig?.defaults.unit;
    return paragraphs(
      heading(3, panel.title ?? "", panelAnchor(uid, panel.id)),
      panel.description ?? "",
      [
        `A ${panel.type} panel`,
        ...(unit === undefined ? [] : [`in ${code(unit)}`]),
        ...(alerts.size > 0 ? [`for ${[...alerts].join(", ")}`] : []),
      ].join(", ") + ".",
      promqlBlock(...queries.filter(({ panelId }) => panelId === panel.id).map(({ expr }) => expr)),
    );
  });
  return paragraphs(
    heading(2, title, uid),
    description ?? "",
    `Its path in Grafana is ${code(`/d/${uid}`)}. Append ${code("?viewPanel=")} and a panel's number to open that panel.`,
    ...parts,
  );
}
