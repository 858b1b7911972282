/* oxlint-disable typescript/no-deprecated -- Grafana cannot provision a v2 dashboard from a file: grafana/grafana#127928 */
import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import type { Job } from "../../signals/exporters/targets";
import { PLACES, type Place } from "../../signals/places";
import { lead, leadUrl, type Lead } from "../leads";
import { layout, type Cell, type Heading, type Row, type Section } from "../layout";
import { changes, deploys } from "./annotations";
import type { Panel } from "./panels";
import { chosen, variables } from "./variables";

/** A dashboard in Grafana's classic JSON, except for its sections, which `dashboardFile` turns into rows. */
export type Dashboard = Omit<sdk.Dashboard, "panels"> & {
  readonly uid: string;
  readonly title: string;
  /** Every panel, including those of collapsed sections. */
  readonly panels: readonly sdk.Panel[];
  readonly headings: readonly Heading[];
};

/** The tag of all our dashboards, by which each links to the others. */
const TAG = "autodealgenie";

/** Height of a row of single numbers, and of one with a table; all others have the layout's default. */
const LOW_ROW = 5;
const ROW = 8;
/** Height of a row with a table of names below its graphs, so that five of them are visible. */
const TALL_ROW = 10;
/** From this width on, there is room for the legend beside the graph, where more of its entries are visible. */
const LEGEND_BESIDE = 16;
/** Width of that legend in pixels: a name and two numbers. */
const LEGEND_WIDTH = 320;

/**
 * A read-only dashboard: each panel of the place once, in rows that divide the width evenly.
 *
 * @throws if a row cannot be divided evenly
 */
export function dashboard<P extends Place>(
  where: P,
  args: {
    readonly title: string;
    readonly description: string;
    /** In addition to the tag that all dashboards have. */
    readonly tags: readonly string[];
    readonly refresh: `${number}s`;
    readonly from: `now-${string}`;
    /** The job whose instances can be chosen. @default the backend */
    readonly instancesOf?: Job;
    readonly panels: Readonly<Record<keyof P["panels"] & string, Panel>>;
    /** Rows of panels, on their own or under a section's title. */
    readonly rows: readonly (
      | Row<keyof P["panels"] & string>
      | Section<keyof P["panels"] & string>
    )[];
    /** The links from each panel to others. */
    readonly leads?: Readonly<Partial<Record<keyof P["panels"] & string, readonly Lead[]>>>;
    /** The link from all other panels. @default what users see of the backend */
    readonly next?: Lead;
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
    .annotation(deploys())
    .annotation(changes());
  for (const variable of variables(instancesOf)) builder.withVariable(variable);
  const built = Object.fromEntries(
    Object.entries<Panel>(args.panels).map(([name, panel]) => [name, panel.build()]),
  ) as Readonly<Record<keyof P["panels"] & string, sdk.Panel>>;
  const heightOf = (row: Row<keyof P["panels"] & string>) => {
    const panels = row.map((name) => built[name]);
    if (panels.every(({ type }) => LOW_KINDS.includes(type))) return LOW_ROW;
    return row.length > 1 && panels.some(hasTable) ? TALL_ROW : ROW;
  };
  // Placed by our own layout, because the builder lets a row run past the last column and assigns no ids.
  const { cells, headings } = layout(args.rows, where, heightOf);
  const panels = cells.map((cell) => {
    const leads = args.leads?.[cell.name] ?? [args.next ?? WHAT_USERS_SEE];
    return leading(placed(narrowed(built[cell.name], instancesOf), cell), leads, where.uid);
  });
  return { ...builder.build(), uid: where.uid, title: args.title, panels, headings };
}

const WHAT_USERS_SEE = lead("Do users feel it?", PLACES.systemOverview, "errorRate");

const LOW_KINDS: readonly string[] = ["stat", "table"];

function placed(panel: sdk.Panel, { id, x, y, w, h }: Cell): sdk.Panel {
  return { ...panel, id, gridPos: { x, y, w, h }, ...legendBeside(panel, w) };
}

interface WithLegend {
  readonly legend?: { readonly displayMode?: string };
}

function hasTable(panel: sdk.Panel): boolean {
  return ((panel.options ?? {}) as WithLegend).legend?.displayMode === "table";
}

function legendBeside(panel: sdk.Panel, w: number): Pick<sdk.Panel, "options"> | undefined {
  if (!hasTable(panel) || w < LEGEND_BESIDE) return undefined;
  const options = panel.options as WithLegend;
  const legend = { ...options.legend, placement: "right", width: LEGEND_WIDTH };
  return { options: { ...options, legend } };
}

/** Adds a link on each value to the panel that answers the next question. */
function leading(panel: sdk.Panel, leads: readonly Lead[], from: string): sdk.Panel {
  const others = leads.filter(({ view }) => view.uid !== from || view.panelId !== panel.id);
  const links = others.map((each) => ({ title: each.question, url: leadUrl(each, from) }));
  const { defaults = {}, overrides = [] } = panel.fieldConfig ?? {};
  // A table links its names instead.
  if (links.length === 0 || panel.type === "table") return panel;
  // Grafana's type is for dashboard links; a value's link has only these two fields.
  const values = links as unknown as sdk.DashboardLink[];
  return { ...panel, fieldConfig: { defaults: { ...defaults, links: values }, overrides } };
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
