import { TimeSeries, TooltipPlugin, useTheme2, type UPlotConfigBuilder } from "@grafana/ui";
import {
  LegendDisplayMode,
  SortOrder,
  TooltipDisplayMode,
  type VizLegendOptions,
  type VizTooltipOptions,
} from "@grafana/schema";
import { useMemo } from "react";

import { drawMarks } from "../marks";
import type { DrawingProps } from "./types";

const LEGEND: VizLegendOptions = {
  showLegend: true,
  displayMode: LegendDisplayMode.List,
  placement: "bottom",
  calcs: [],
};
const TOOLTIP = { mode: TooltipDisplayMode.Single, sort: SortOrder.None };

/** Grafana's time series panel, with its legend, thresholds and marks. */
export function Lines({ panel, frames, marks, range, width, height }: DrawingProps) {
  const theme = useTheme2();
  const legend = { ...LEGEND, ...(panel.options?.legend as Partial<VizLegendOptions>) };
  const tooltip = { ...TOOLTIP, ...(panel.options?.tooltip as Partial<VizTooltipOptions>) };
  // The only way to get each new plot's builder exactly once.
  const renderers = useMemo(
    () => [
      {
        fieldMap: {},
        indicesOnly: [],
        init: (builder: UPlotConfigBuilder) => drawMarks(builder, marks, theme),
      },
    ],
    [marks, theme],
  );
  return (
    <TimeSeries
      frames={frames}
      timeRange={range}
      timeZone="utc"
      width={width}
      height={height}
      legend={legend}
      renderers={renderers}
      options={tooltip}
    >
      {(config, data) => (
        <TooltipPlugin
          config={config}
          data={data}
          frames={frames}
          mode={tooltip.mode}
          sortOrder={tooltip.sort}
          timeZone="utc"
        />
      )}
    </TimeSeries>
  );
}
