import { PanelBuilder as BarGaugeBuilder } from "@grafana/grafana-foundation-sdk/bargauge";
import {
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as GaugeBuilder } from "@grafana/grafana-foundation-sdk/gauge";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TimeseriesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";

import { count } from "../../signals/promql/units";
import type { Quantity, Unit } from "../../signals/promql/units";
import { thresholds, type Levels } from "./levels";
import type { Trace } from "./trace";
import { GRAFANA_UNIT } from "./units";
import { DATASOURCE } from "./variables";

export type Panel = TimeseriesBuilder | GaugeBuilder | StatBuilder | BarGaugeBuilder;

interface PanelArgs {
  readonly title: string;
  readonly description: string;
  /** What stands in the empty panel where there is nothing to draw. */
  readonly empty: string;
}

/** A time series: one line for each series of each trace, all of one unit. */
export function lines<U extends Unit>(
  args: PanelArgs & {
    readonly traces: readonly [Trace<U>, ...Trace<NoInfer<U>>[]];
    /** Drawn as dashed lines. */
    readonly levels?: Levels<NoInfer<U>>;
  },
): Panel {
  const dashed = new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed);
  const panel = described(new TimeseriesBuilder(), args, args.traces[0])
    .colorScheme(colors(sdk.FieldColorModeId.PaletteClassic))
    .fillOpacity(10)
    .legend(legendBelow())
    .tooltip(
      new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending),
    )
    .min(0)
    .thresholds(thresholds(args.levels))
    .targets(args.traces.map((trace, i) => target(trace, i).range()));
  return args.levels ? panel.thresholdsStyle(dashed) : panel;
}

/** One number as it is now, in large figures, above its course. */
export function stat<U extends Unit>(
  args: PanelArgs & { readonly trace: Trace<U>; readonly levels?: Levels<NoInfer<U>> },
): Panel {
  return described(new StatBuilder(), args, args.trace)
    .colorScheme(colors(sdk.FieldColorModeId.Thresholds))
    .reduceOptions(latest())
    .thresholds(thresholds(args.levels))
    .targets([target(args.trace, 0).range()]);
}

/** Several numbers as they are now, one bar each, the same scale for all. */
export function bars<U extends Unit>(
  args: PanelArgs & {
    readonly trace: Trace<U>;
    readonly max?: Quantity<NoInfer<U>>;
    readonly levels?: Levels<NoInfer<U>>;
  },
): Panel {
  const panel = described(new BarGaugeBuilder(), args, args.trace)
    .colorScheme(colors(sdk.FieldColorModeId.Thresholds))
    .reduceOptions(latest())
    .orientation(VizOrientation.Horizontal)
    .min(0)
    .thresholds(thresholds(args.levels))
    .targets([target(args.trace, 0).instant()]);
  return args.max === undefined ? panel : panel.max(args.max.value);
}

/** One number as it is now, on a scale from 0 to `max`. */
export function dial<U extends Unit>(
  args: PanelArgs & {
    readonly trace: Trace<U>;
    readonly max: Quantity<NoInfer<U>>;
    readonly levels: Levels<NoInfer<U>>;
  },
): Panel {
  return gauge(args, [args.trace]).max(args.max.value).thresholds(thresholds(args.levels));
}

/** One number as it is now, on a scale that ends where another one, its limit, is now. */
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

/** A share as Grafana's thresholds in percent have it, up to 100. */
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
