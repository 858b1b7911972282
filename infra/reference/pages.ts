import { alertGroups, alertRulesOf, type RuleContext } from "../../alert-rules";
import { dashboards, panelQueries } from "../../dashboards";
import { backend } from "../../service/metrics/catalog";
import type { Metric } from "../../service/metrics/define";
import { DEFAULT_POLICIES } from "../signals/policies";
import { INDICATORS } from "../slo/indicators";
import { BUDGET_ALERT_OF, errorBudget, SLOS } from "../slo/objectives";
import { burnLimit, TIER_SPECS, TIERS } from "../slo/tiers";
import { code, page, table } from "./markdown";
import { readers } from "./readers";

/** Why a metric of the backend's is there although no panel, alert or rule reads it. */
export const READ_BY_NOBODY: Readonly<Record<string, string>> = {};

/** The reference's pages by the names of their files, for a stack of these settings. */
export function referencePages(context: RuleContext): Readonly<Record<string, string>> {
  return {
    "metrics.md": metricsPage(context),
    "alerts.md": alertsPage(context),
    "dashboards.md": dashboardsPage(context),
    "slos.md": slosPage(context),
  };
}

function metricsPage(context: RuleContext): string {
  const readBy = readers(context);
  const parts = Object.values<Metric>(backend).map(({ name, kind, help, labels }) => {
    const read = readBy.get(name) ?? [];
    const values = Object.entries(labels).map(
      ([label, known]) => `- ${code(label)}: ${known ? known.map(code).join(", ") : "open"}`,
    );
    const reading = read.length > 0 ? read.join("; ") : `nobody: ${READ_BY_NOBODY[name] ?? "?"}`;
    return [`## ${code(name)}`, `${kind}. ${help}`, values.join("\n"), `Read by ${reading}.`]
      .filter((text) => text !== "")
      .join("\n\n");
  });
  return page("Metrics of the backend", ...parts);
}

function alertsPage(context: RuleContext): string {
  const policies: Readonly<Record<string, object>> = DEFAULT_POLICIES;
  const parts = alertRulesOf(alertGroups(context)).map((rule) => {
    const tier = "tier" in rule.labels ? `, ${rule.labels.tier ?? ""}` : "";
    const { limit, window } = { ...policies[rule.alert] } as { limit?: number; window?: string };
    const row = [
      rule.labels.severity,
      rule.labels.component,
      limit === undefined ? "-" : String(limit),
      window ?? "-",
      rule.for ?? "-",
    ];
    return [
      `## ${rule.alert}${tier}`,
      rule.annotations.summary.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, "($1)"),
      table(["severity", "component", "limit", "window", "for"], [row]),
      `\`\`\`promql\n${rule.expr}\n\`\`\``,
      `[What to do](../runbooks/${rule.alert}.md)`,
    ].join("\n\n");
  });
  return page(
    "Alerts",
    "As they are where a stack sets nothing; limits are in base units (a share of 1, seconds, a count, per second).",
    ...parts,
  );
}

function dashboardsPage(context: RuleContext): string {
  const parts = dashboards(context).map((dashboard) => {
    const rows = panelQueries(dashboard).map(({ title, panelId, expr }) => {
      const panel = dashboard.panels.find(({ id }) => id === panelId);
      return [title, panel?.fieldConfig?.defaults.unit ?? "", code(expr)];
    });
    return [
      `## ${dashboard.title}`,
      dashboard.description ?? "",
      `uid ${code(dashboard.uid)}`,
      table(["panel", "unit", "query"], rows),
    ].join("\n\n");
  });
  return page("Dashboards", ...parts);
}

function slosPage({ slos }: RuleContext): string {
  const parts = SLOS.map((slo) => {
    const { objective, period } = slos[slo];
    const rows = TIERS.map((tier) => {
      const { long, short, spentPercent, severity, for: wait } = TIER_SPECS[tier];
      const limit = String(Number(burnLimit(tier, period).toPrecision(4)));
      return [tier, `${spentPercent} %`, long, short, limit, wait, severity];
    });
    return [
      `## ${code(slo)}`,
      `${code(String(objective))} of the users' requests over ${period} ${INDICATORS[slo].good}; ${code(String(errorBudget(objective)))} of them is the error budget. Alert: [${BUDGET_ALERT_OF[slo]}](../runbooks/${BUDGET_ALERT_OF[slo]}.md).`,
      table(["tier", "budget spent", "in", "and still in", "burn above", "for", "severity"], rows),
    ].join("\n\n");
  });
  return page("Objectives", ...parts);
}
