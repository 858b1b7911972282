import { alertGroups, type AlertRule, type RuleContext } from "../../alert-rules";
import { dashboards } from "../../dashboards";
import { policiesWith } from "../../infra/signals/policies";

/** A stack that sets nothing of its alerts, as tests of the declarations take it. */
export const context: RuleContext = {
  links: { runbooks: "https://runbooks", grafana: "https://grafana" },
  policies: policiesWith({}),
  workingHours: { firstDay: 1, lastDay: 5, fromHour: 9, toHour: 17 },
};

export const declaredGroups = alertGroups(context);
export const declaredRules: readonly AlertRule[] = declaredGroups.flatMap((group) => group.rules);
export const declaredDashboards = dashboards(context);
