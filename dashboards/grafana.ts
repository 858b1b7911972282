/* eslint-disable @typescript-eslint/no-deprecated -- Grafana cannot provision a v2 dashboard from a file: grafana/grafana#127928 */
import {
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as GaugeBuilder } from "@grafana/grafana-foundation-sdk/gauge";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as TimeseriesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import * as units from "@grafana/grafana-foundation-sdk/units";

import { prometheus } from "../infra/exporters/prometheus";
import { promql } from "../infra/promql/promql";
import { not, where } from "../infra/promql/selector";
import type { Signal } from "../infra/promql/signal";
import { RATE_INTERVAL } from "../infra/promql/units";
import type { Quantity, Unit } from "../infra/promql/units";
import type { Place } from "../infra/signals/places";
import { place } from "./layout";

/** The uid under which Grafana knows our Prometheus: the datasource is provisioned with it. */
export const DATASOURCE_UID = "prometheus";

/** A dashboard in Grafana's classic JSON, as it is read from a file. */
export type Dashboard = Omit<sdk.Dashboard, "panels"> & {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly sdk.Panel[];
};

// Through a variable, so that the same dashboard can be pointed at another Prometheus in Grafana.
const DATASOURCE = { type: "prometheus", uid: "${datasource}" };

const GRAFANA_UNIT: Readonly<Record<Unit, string>> = {
  seconds: units.Seconds,
  bytes: units.BytesIEC,
  ratio: units.PercentUnit,
  count: units.Short,
  perSecond: units.RequestsPerSecond,
};

type Legend<L extends string> = (labels: Readonly<Record<L, string>>) => string;
type Panel = TimeseriesBuilder | GaugeBuilder;

/** From where on a value is worth a look, and from where on it is bad. */
interface Levels<U extends Unit> {
  readonly raised: Quantity<U>;
  readonly high: Quantity<U>;
}

/** One signal on a panel, and what each of its series is called there. */
export interface Trace<U extends Unit> {
  readonly unit: U;
  readonly expr: string;
  readonly legend: string;
}

interface PanelArgs {
  readonly title: string;
  readonly description: string;
  /** What stands in the empty panel where there is nothing to draw. */
  readonly empty: string;
}

/** Draws a signal on a panel. A legend can name only labels that the signal's query keeps. */
export function trace<L extends string, U extends Unit>(
  signal: Signal<L, U>,
  legend: Legend<NoInfer<L>>,
): Trace<U> {
  const query = signal.drawn(RATE_INTERVAL);
  const labels = Object.fromEntries(query.labels.map((label) => [label, `{{${label}}}`]));
  return { unit: signal.unit, expr: query.text, legend: legend(labels as Record<L, string>) };
}

/** A time series: one line for each series of each trace, all of one unit. */
export function lines<U extends Unit>(
  args: PanelArgs & {
    readonly traces: readonly [Trace<U>, ...Trace<NoInfer<U>>[]];
    /** Drawn as dashed lines. */
    readonly levels?: Levels<NoInfer<U>>;
  },
): Panel {
  const [first] = args.traces;
  const panel = new TimeseriesBuilder()
    .title(args.title)
    .description(args.description)
    .noValue(args.empty)
    .unit(GRAFANA_UNIT[first.unit])
    .datasource(DATASOURCE)
    .colorScheme(colors(sdk.FieldColorModeId.PaletteClassic))
    .fillOpacity(10)
    .legend(legendBelow())
    .tooltip(
      new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending),
    )
    .min(0)
    .targets(args.traces.map((trace, i) => target(trace, i).range()));
  if (!args.levels) return panel.thresholds(absolute({}));
  const dashed = new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed);
  return panel.thresholds(absolute(args.levels)).thresholdsStyle(dashed);
}

/** One number as it is now, on a scale from 0 to `max`. */
export function dial<U extends Unit>(
  args: PanelArgs & {
    readonly trace: Trace<U>;
    readonly max: Quantity<NoInfer<U>>;
    readonly levels: Levels<NoInfer<U>>;
  },
): Panel {
  return gauge(args, [args.trace]).max(args.max).thresholds(absolute(args.levels));
}

/** One number as it is now, on a scale that ends where another one, its limit, is now. */
export function dialUpTo<U extends Unit>(
  args: PanelArgs & {
    readonly trace: Trace<U>;
    readonly limit: Trace<NoInfer<U>>;
    /** As shares of the limit. */
    readonly levels: Levels<"ratio">;
  },
): Panel {
  const { raised, high } = args.levels;
  const shares = absolute({ raised: raised * 100, high: high * 100 });
  return gauge(args, [args.trace, args.limit])
    .thresholds(shares.mode(sdk.ThresholdsMode.Percentage))
    .withTransformation({
      id: "configFromData",
      options: {
        configRefId: refId(1),
        mappings: [{ fieldName: args.limit.legend, handlerKey: "max" }],
      },
    });
}

function gauge(args: PanelArgs, traces: readonly Trace<Unit>[]): GaugeBuilder {
  return new GaugeBuilder()
    .title(args.title)
    .description(args.description)
    .noValue(args.empty)
    .unit(GRAFANA_UNIT[traces[0]?.unit ?? "count"])
    .datasource(DATASOURCE)
    .colorScheme(colors(sdk.FieldColorModeId.Thresholds))
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(["lastNotNull"]).fields("").values(false))
    .min(0)
    .targets(traces.map((trace, i) => target(trace, i).instant()));
}

function legendBelow(): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom);
}

function colors(mode: sdk.FieldColorModeId): sdk.FieldColorBuilder {
  return new sdk.FieldColorBuilder().mode(mode);
}

function target({ expr, legend }: Trace<Unit>, index: number): DataqueryBuilder {
  return new DataqueryBuilder()
    .refId(refId(index))
    .datasource(DATASOURCE)
    .expr(expr)
    .legendFormat(legend);
}

function refId(index: number): string {
  return String.fromCharCode("A".charCodeAt(0) + index);
}

function absolute({ raised, high }: { readonly raised?: number; readonly high?: number }) {
  const steps: sdk.Threshold[] = [{ color: "green", value: null }];
  if (raised !== undefined) steps.push({ color: "yellow", value: raised });
  if (high !== undefined) steps.push({ color: "red", value: high });
  return new sdk.ThresholdsConfigBuilder().mode(sdk.ThresholdsMode.Absolute).steps(steps);
}

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
    readonly tags: readonly string[];
    readonly refresh: `${number}s`;
    readonly from: `now-${string}`;
    readonly panels: Readonly<Record<keyof P["panels"] & string, Panel>>;
    readonly rows: readonly (readonly (keyof P["panels"] & string)[])[];
  },
): Dashboard {
  const builder = new sdk.DashboardBuilder(args.title)
    .uid(where.uid)
    .description(args.description)
    .tags([...args.tags])
    .readonly()
    .timezone("utc")
    .time({ from: args.from, to: "now" })
    .refresh(args.refresh)
    .tooltip(sdk.DashboardCursorSync.Crosshair)
    .withVariable(datasourceVariable())
    .annotation(firingAlerts());
  // Placed by us: the builder lets a row run over the last column, and gives no ids.
  const panels = place(args.rows, where).map(({ name, id, ...gridPos }) =>
    args.panels[name].id(id).gridPos(gridPos).build(),
  );
  return { ...builder.build(), uid: where.uid, title: args.title, panels };
}

function datasourceVariable(): sdk.DatasourceVariableBuilder {
  return new sdk.DatasourceVariableBuilder("datasource")
    .label("Prometheus")
    .type("prometheus")
    .current({ text: "Prometheus", value: DATASOURCE_UID });
}

/** Marks on every panel the time in which an alert fired. */
function firingAlerts(): sdk.AnnotationQueryBuilder {
  const firing = where(prometheus.ALERTS, { alertstate: "firing", severity: not("none") });
  return new sdk.AnnotationQueryBuilder()
    .name("Firing alerts")
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor("red")
    .expr(promql`${firing}`.text)
    .titleFormat("{{alertname}}")
    .textFormat("{{severity}}, {{component}}");
}
