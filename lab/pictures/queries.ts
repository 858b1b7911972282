import { filledIn, type Choice } from "../../dashboards";
import { formatDuration } from "../../signals/promql/duration";
import type { AnnotationJson, DashboardJson, PanelJson, TargetJson } from "./drawing";
import { rateWindowOf, stepOf, type Range } from "./time";

/** One query to Prometheus. */
export interface Query {
  readonly expr: string;
  /** Seconds between the points of a line; undefined for an instant query. */
  readonly step?: number;
}

/** A query of a panel. */
export interface PanelQuery extends Query {
  readonly panelId: number;
  readonly refId: string;
  readonly legend: string;
  /** Whether each series is a row of a table. */
  readonly table?: true;
}

/** A query for marks. */
export interface MarkQuery extends Query {
  readonly step: number;
  readonly annotation: AnnotationJson;
}

/** The queries behind a dashboard. */
export interface Asked {
  readonly panels: readonly PanelQuery[];
  readonly marks: readonly MarkQuery[];
}

/** The time range and the size in which a dashboard is shown. */
export interface Shown {
  readonly range: Range;
  /** The width of a whole dashboard, in pixels, which determines how many points a panel gets. */
  readonly width: number;
  /** The scrape interval. */
  readonly scrapeSeconds: number;
}

const COLUMNS = 24;

/** Every query that Grafana would send for a dashboard, with the initial values of its variables. */
export function askedBy(dashboard: DashboardJson, shown: Shown): Asked {
  const { range, width, scrapeSeconds } = shown;
  const choice = choiceOf(dashboard);
  const filled = (expr: string, step: number) =>
    filledIn(
      expr,
      formatDuration(rateWindowOf(step, scrapeSeconds)),
      choice,
      formatDuration(step * 1000),
    );
  const wholeStep = stepOf(range, width, scrapeSeconds);
  return {
    panels: dashboard.panels.flatMap((panel) => {
      const step = stepOf(range, (width * panel.gridPos.w) / COLUMNS, scrapeSeconds);
      return targetsOf(panel).map(({ refId, expr, legendFormat = "", instant, format }) => ({
        panelId: panel.id,
        refId,
        legend: legendFormat,
        expr: filled(expr, step),
        ...(instant !== true && { step }),
        ...(format === "table" && { table: true as const }),
      }));
    }),
    marks: (dashboard.annotations?.list ?? []).flatMap((annotation) => {
      const { expr, enable, datasource } = annotation;
      const asked = expr !== undefined && enable !== false && datasource?.type === "prometheus";
      return asked ? [{ annotation, expr: filled(expr, wholeStep), step: wholeStep }] : [];
    }),
  };
}

function targetsOf({ targets = [] }: PanelJson) {
  return targets.filter(
    (target): target is TargetJson & { refId: string; expr: string } =>
      target.refId !== undefined && target.expr !== undefined && target.expr !== "",
  );
}

/**
 * The text that Grafana puts into a query for each variable: the chosen value, or for "All" what the dashboard defines.
 */
function choiceOf({ templating }: DashboardJson): Choice {
  return Object.fromEntries(
    (templating?.list ?? []).map(({ name, allValue, current }) => {
      const value = current?.value;
      const chosen = typeof value === "string" && value !== "$__all" ? value : allValue;
      return [name, chosen ?? ".*"];
    }),
  );
}
