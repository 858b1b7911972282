import { alertGroups, alertRulesOf, type RuleContext } from "../../alert-rules";
import { dashboards } from "../../dashboards";
import { JOBS } from "../../signals/exporters/targets";
import { policiesWith } from "../../alert-rules/policies";
import { PARTS } from "../../service/metrics/define";
import { DEFAULT_OBJECTIVES } from "../../signals/slo/objectives";

/** The context of a stack that sets nothing about alerts, for tests of the declarations. */
export const context: RuleContext = {
  links: { runbooks: "https://runbooks", grafana: "https://grafana" },
  policies: policiesWith({}),
  workingHours: { firstDay: 1, lastDay: 5, fromHour: 9, toHour: 17 },
  jobs: JOBS,
  slos: DEFAULT_OBJECTIVES,
  sendsOn: true,
  parts: PARTS,
  places: {
    statefulSetsIn: ["monitoring", "autodealgenie"],
    volumesIn: ["monitoring", "autodealgenie"],
  },
  backups: ["backup-grafana", "backup-silences"],
  publicAddresses: ["https://app.example"],
};

export const declaredGroups = alertGroups(context);
export const declaredRules = alertRulesOf(declaredGroups);
export const declaredDashboards = dashboards(context);
