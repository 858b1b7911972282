import { application } from "./application";
import { businessMetrics } from "./businessMetrics";
import { certificates } from "./certificates";
import type { DashboardContext } from "./context";
import { customers } from "./customers";
import type { Dashboard } from "./grafana";
import { databasePerformance } from "./databasePerformance";
import { dataServices } from "./dataServices";
import { infrastructure } from "./infrastructure";
import { languageModel } from "./languageModel";
import { longTerm } from "./longTerm";
import { messaging } from "./messaging";
import { mongodb } from "./mongodb";
import { monitoring } from "./monitoring";
import { searches } from "./searches";
import { slos } from "./slos";
import { systemOverview } from "./systemOverview";

export type { DashboardContext } from "./context";
export { withAlertLinks } from "./alertLinks";
export { dashboardFile, dashboardText } from "./dashboardFile";
export { DATASOURCE_UID, filledIn } from "./grafana";
export type { Choice, Dashboard } from "./grafana";
export { panelQueries } from "./panelQueries";
export type { PanelQuery } from "./panelQueries";

/** Every dashboard, each to be written to a file named after its uid. */
export function dashboards(context: DashboardContext): readonly Dashboard[] {
  return [
    systemOverview(context),
    businessMetrics(context),
    application(context),
    searches(context),
    customers(context),
    languageModel(context),
    databasePerformance(context),
    dataServices(context),
    ...(context.parts?.includes("mongodb") ? [mongodb(context)] : []),
    ...(context.jobs?.includes("worker") ? [messaging(context)] : []),
    infrastructure(context),
    monitoring(context),
    // Left out if the stack has none of these features, because its panels would all be empty.
    ...(context.sendsOn || context.backups?.length || context.jobs?.includes("thanos-compact")
      ? [longTerm(context)]
      : []),
    ...(context.jobs?.includes("cert-manager") ? [certificates(context)] : []),
    slos(context),
  ];
}
