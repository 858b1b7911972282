import { alertsPage } from "./alertsPage";
import { dashboardsPage } from "./dashboardsPage";
import type { ReferenceInput } from "./input";
import { metricsPage } from "./metricsPage";
import { slosPage } from "./slosPage";

/** The reference's pages, by file name. */
export function referencePages(input: ReferenceInput): Readonly<Record<string, string>> {
  return {
    "metrics.md": metricsPage(input.context),
    "alerts.md": alertsPage(input),
    "dashboards.md": dashboardsPage(input.context),
    "slos.md": slosPage(input),
  };
}
