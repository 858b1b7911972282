/* oxlint-disable typescript/no-deprecated -- Grafana cannot provision a v2 dashboard from a file: grafana/grafana#127928 */
import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import type { Job } from "../../signals/exporters/targets";
import type { Place } from "../../signals/places";
import { place } from "../layout";
import { changes, deploys, firingAlerts } from "./annotations";
import type { Panel } from "./panels";
import { chosen, variables } from "./variables";

/** A dashboard in Grafana's classic JSON, as it is read from a file. */
export type Dashboard = Omit<sdk.Dashboard, "panels"> & {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly sdk.Panel[];
};

/** The tag of every dashboard of ours, by which each links to the others. */
const TAG = "autodealgenie";

/**
 * A read-only dashboard: each of the place's panels once, in rows that share the width evenly.
 *
 * @throws where a row cannot be shared evenly
 */
export function dashboard<P extends Place>(
  where: P,
  args: {
    readonly title: string;
    readonly description: string;
    /** Beside the one that all have. */
    readonly tags: readonly string[];
    readonly refresh: `${number}s`;
    readonly from: `now-${string}`;
    /** The job whose instances can be chosen. @default the backend */
    readonly instancesOf?: Job;
    readonly panels: Readonly<Record<keyof P["panels"] & string, Panel>>;
    readonly rows: readonly (readonly (keyof P["panels"] & string)[])[];
  },
): Dashboard {
  const { instancesOf = "backend" } = args;
  const builder = new sdk.DashboardBuilder(args.title)
    .uid(where.uid)
    .description(args.description)
    .tags([...new Set([TAG, ...args.tags])])
    .readonly()
    .timezone("utc")
    .time({ from: args.from, to: "now" })
    .refresh(args.refresh)
    .tooltip(sdk.DashboardCursorSync.Crosshair)
    .link(otherDashboards())
    .annotation(firingAlerts())
    .annotation(deploys())
    .annotation(changes());
  for (const variable of variables(instancesOf)) builder.withVariable(variable);
  // Placed by us: the builder lets a row run over the last column, and gives no ids.
  const panels = place(args.rows, where).map(({ name, id, ...gridPos }) =>
    narrowed(args.panels[name].id(id).gridPos(gridPos).build(), instancesOf),
  );
  return { ...builder.build(), uid: where.uid, title: args.title, panels };
}

function narrowed(panel: sdk.Panel, job: Job): sdk.Panel {
  const targets = (panel.targets ?? []).map((target) => {
    const { expr } = target as { readonly expr?: string };
    return expr === undefined ? target : { ...target, expr: chosen(expr, job) };
  });
  return { ...panel, targets };
}

function otherDashboards(): sdk.DashboardLinkBuilder {
  return new sdk.DashboardLinkBuilder("Dashboards")
    .type(sdk.DashboardLinkType.Dashboards)
    .tags([TAG])
    .asDropdown(true)
    .includeVars(true)
    .keepTime(true);
}
