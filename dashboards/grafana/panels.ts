import { PanelBuilder as BarGaugeBuilder } from "@grafana/grafana-foundation-sdk/bargauge";
import {
  BarGaugeDisplayMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  TableSortByFieldStateBuilder,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as GaugeBuilder } from "@grafana/grafana-foundation-sdk/gauge";
import { DataqueryBuilder, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TableBuilder } from "@grafana/grafana-foundation-sdk/table";
import { PanelBuilder as TimeseriesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";

import { count } from "../../signals/promql/units";
import type { Quantity, Unit } from "../../signals/promql/units";
import { axisEnd } from "./axis";
import { thresholds, type Levels } from "./levels";
import type { Trace } from "./trace";
import { GRAFANA_UNIT } from "./units";
import { DATASOURCE } from "./variables";

/** The builders of our panels, before a layout places them. */
export type Panel = TimeseriesBuilder | GaugeBuilder | StatBuilder | BarGaugeBuilder | TableBuilder;

interface PanelArgs {
  readonly title: string;
  readonly description: string;
  /** The text shown in the panel if there is nothing to draw. */
  readonly empty: string;
}

/**
 * A time series: one line for each series of each trace, all with one unit. If the series are named after their labels,
 * so that there may be many, the legend is a table with the last and the highest value of each, highest first.
 */
export function lines<U extends Unit>(
  args: PanelArgs & {
    readonly traces: readonly [Trace<U>, ...Trace<NoInfer<U>>[]];
    /** Drawn as dashed lines. */
    readonly levels?: Levels<NoInfer<U>>;
    /** The part of each line's name to replace: a regular expression, and the replacement. */
    readonly rename?: { readonly pattern: string; readonly by: string };
  },
): Panel {
  const dashed = new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed);
  const panel = described(new TimeseriesBuilder(), args, args.traces[0])
    .colorScheme(colors(sdk.FieldColorModeId.PaletteClassic))
    .fillOpacity(10)
    .legend(isOpen(args.traces) ? legendTable() : legendBelow())
    .tooltip(
      new VizTooltipOptionsBuilder()
        .mode(TooltipDisplayMode.Multi)
        .sort(SortOrder.Descending)
        .maxHeight(TOOLTIP_HEIGHT),
    )
    .min(0)
    .axisSoftMax(axisEnd(args.traces[0].unit, args.levels))
    .thresholds(thresholds(args.levels))
    .targets(args.traces.map((trace, i) => target(trace, i).range()));
  if (args.rename) {
    const { pattern: regex, by: renamePattern } = args.rename;
    panel.withTransformation({ id: "renameByRegex", options: { regex, renamePattern } });
  }
  return args.levels ? panel.thresholdsStyle(dashed) : panel;
}

/** One current value in large figures, above its graph. */
export function stat<U extends Unit>(
  args: PanelArgs & { readonly trace: Trace<U>; readonly levels?: Levels<NoInfer<U>> },
): Panel {
  return described(new StatBuilder(), args, args.trace)
    .colorScheme(levelColors(args.levels, "text"))
    .reduceOptions(latest())
    .thresholds(thresholds(args.levels))
    .targets([target(args.trace, 0).range()]);
}

/** Several current values, one bar each, all on the same scale. */
export function bars<U extends Unit>(
  args: PanelArgs & {
    readonly trace: Trace<U>;
    readonly max?: Quantity<NoInfer<U>>;
    readonly levels?: Levels<NoInfer<U>>;
  },
): Panel {
  const panel = described(new BarGaugeBuilder(), args, args.trace)
    .colorScheme(levelColors(args.levels, "blue"))
    .reduceOptions(latest())
    .orientation(VizOrientation.Horizontal)
    // One colour, that of its level: with a gradient, even a bar that is full and good would begin in the colours of
    // bad values.
    .displayMode(BarGaugeDisplayMode.Basic)
    .min(0)
    .thresholds(thresholds(args.levels))
    .targets([target(args.trace, 0).instant()]);
  return args.max === undefined ? panel : panel.max(args.max.value);
}

/** One current value on a scale from 0 to `max`. */
export function dial<U extends Unit>(
  args: PanelArgs & {
    readonly trace: Trace<U>;
    readonly max: Quantity<NoInfer<U>>;
    readonly levels: Levels<NoInfer<U>>;
  },
): Panel {
  return gauge(args, [args.trace]).max(args.max.value).thresholds(thresholds(args.levels));
}

/** One current value on a scale that ends at the current value of another query, its limit. */
export function dialUpTo<U extends Unit>(
  args: PanelArgs & {
    readonly trace: Trace<U>;
    readonly limit: Trace<NoInfer<U>>;
    /** As shares of the limit. */
    readonly levels: { readonly raised: Quantity<"ratio">; readonly high: Quantity<"ratio"> };
  },
): Panel {
  const { raised, high } = args.levels;
  const shares = thresholds({ raised: inPercent(raised), high: inPercent(high) });
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

/**
 * A table of alerts, one row each, with the name, the other labels and how long it has been firing.
 *
 * @param args.trace its series have the label `alertname`; those with a `severity` are coloured and sorted by it
 * @param args.runbooks base URL of the runbooks, which are named after the alerts, without a trailing slash; left out:
 * no links
 */
export function alertTable(
  args: PanelArgs & { readonly trace: Trace<"seconds">; readonly runbooks?: string | undefined },
): Panel {
  const { runbooks } = args;
  const links = [
    { title: "What to do", url: `${runbooks}/\${__value.text}.md`, targetBlank: true },
  ];
  return described(new TableBuilder(), args, args.trace)
    .colorScheme(colors(sdk.FieldColorModeId.Fixed).fixedColor("text"))
    .sortBy([new TableSortByFieldStateBuilder().displayName("Severity").desc(false)])
    .overrideByName("Time", [{ id: "custom.hidden", value: true }])
    .overrideByName("alertname", [
      { id: "displayName", value: "Alert" },
      ...(runbooks === undefined ? [] : [{ id: "links", value: links }]),
    ])
    .overrideByName("severity", [
      { id: "displayName", value: "Severity" },
      { id: "custom.cellOptions", value: { type: "color-text" } },
      { id: "mappings", value: [{ type: "value", options: SEVERITY_COLORS }] },
    ])
    .overrideByName("component", [{ id: "displayName", value: "Component" }])
    .overrideByName("Value", [{ id: "displayName", value: "For" }])
    .targets([target(args.trace, 0).instant().format(PromQueryFormat.Table)]);
}

const SEVERITY_COLORS = {
  critical: { color: "red", index: 0 },
  warning: { color: "orange", index: 1 },
  info: { color: "blue", index: 2 },
};

/** A share as a number up to 100, which Grafana's percentage thresholds need. */
function inPercent({ value }: Quantity<"ratio">): Quantity<"count"> {
  return count(value * 100);
}

function gauge(args: PanelArgs, traces: readonly [Trace<Unit>, ...Trace<Unit>[]]): GaugeBuilder {
  return described(new GaugeBuilder(), args, traces[0])
    .colorScheme(colors(sdk.FieldColorModeId.Thresholds))
    .reduceOptions(latest())
    .min(0)
    .targets(traces.map((trace, i) => target(trace, i).instant()));
}

function described<B extends Panel>(builder: B, args: PanelArgs, { unit }: Trace<Unit>): B {
  builder
    .title(args.title)
    .description(args.description)
    .noValue(args.empty)
    .unit(GRAFANA_UNIT[unit])
    .datasource(DATASOURCE);
  return builder;
}

function latest(): ReduceDataOptionsBuilder {
  return new ReduceDataOptionsBuilder().calcs(["lastNotNull"]).fields("").values(false);
}

/** In pixels; a longer tooltip scrolls. */
const TOOLTIP_HEIGHT = 400;

/** Whether the number of lines depends on label values. */
function isOpen(traces: readonly Trace<Unit>[]): boolean {
  return traces.some(({ legend }) => legend.includes("{{"));
}

function legendBelow(): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .calcs(["lastNotNull"]);
}

function legendTable(): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(LegendDisplayMode.Table)
    .placement(LegendPlacement.Bottom)
    .calcs(["lastNotNull", "max"])
    .sortBy("Last *")
    .sortDesc(true);
}

/** Colours by level; without levels, a neutral colour. */
function levelColors(
  levels: Levels<Unit> | undefined,
  plain: "text" | "blue",
): sdk.FieldColorBuilder {
  return levels === undefined
    ? colors(sdk.FieldColorModeId.Fixed).fixedColor(plain)
    : colors(sdk.FieldColorModeId.Thresholds);
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
