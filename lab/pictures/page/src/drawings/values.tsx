import {
  getDisplayValueAlignmentFactors,
  getFieldDisplayValues,
  ReducerID,
  type DisplayValueAlignmentFactors,
  type FieldDisplay,
  type ReduceDataOptions,
} from "@grafana/data";
import {
  BarGaugeDisplayMode,
  BarGaugeNamePlacement,
  BarGaugeValueMode,
  VizOrientation,
} from "@grafana/schema";
import {
  BarGauge,
  BigValue,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueJustifyMode,
  BigValueTextMode,
  Gauge,
  useTheme2,
  VizRepeater,
  type VizRepeaterRenderValueProps,
} from "@grafana/ui";
import type { ReactElement } from "react";

import { fieldConfigOf } from "../frames";
import type { DrawingProps } from "./types";

type OneValue = VizRepeaterRenderValueProps<FieldDisplay, DisplayValueAlignmentFactors>;

/** A panel's options, with Grafana's defaults for those that it leaves out. */
function optionsOf<T extends object>({ panel }: DrawingProps, defaults: T): T {
  return { ...defaults, ...panel.options };
}

const COMMON = {
  orientation: VizOrientation.Auto,
  reduceOptions: { calcs: [ReducerID.lastNotNull], values: false, fields: "" } as ReduceDataOptions,
};

interface RepeatedProps {
  readonly drawing: DrawingProps;
  readonly options: typeof COMMON;
  readonly spacing: number;
  readonly grid: boolean;
  readonly sparkline?: boolean;
  readonly most?: number;
  readonly draw: (one: OneValue) => ReactElement;
}

/** Draws the value of each series, or a placeholder if there is none. */
function Repeated({ drawing, options, spacing, grid, sparkline, most, draw }: RepeatedProps) {
  const theme = useTheme2();
  const { panel, frames, width, height } = drawing;
  const values = () =>
    getFieldDisplayValues({
      data: frames,
      fieldConfig: fieldConfigOf(panel),
      reduceOptions: options.reduceOptions,
      replaceVariables: (text) => text,
      sparkline: sparkline ?? false,
      theme,
      timeZone: "utc",
    });
  return (
    <VizRepeater<FieldDisplay, DisplayValueAlignmentFactors>
      source={frames}
      getValues={values}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      renderValue={draw}
      renderCounter={0}
      width={width}
      height={height}
      itemSpacing={spacing}
      autoGrid={grid}
      orientation={options.orientation}
      {...(most !== undefined && { maxVizHeight: most })}
    />
  );
}

/** Grafana's stat panel: a large number above its sparkline. */
export function Stat(props: DrawingProps) {
  const theme = useTheme2();
  const options = optionsOf(props, {
    ...COMMON,
    colorMode: BigValueColorMode.Value,
    graphMode: BigValueGraphMode.Area,
    justifyMode: BigValueJustifyMode.Auto,
    textMode: BigValueTextMode.Auto,
    wideLayout: true,
  });
  const draw = ({ value, alignmentFactors, width, height, count }: OneValue) => (
    <BigValue
      value={value.display}
      count={count}
      {...(value.sparkline && { sparkline: { ...value.sparkline, timeRange: props.range } })}
      colorMode={options.colorMode}
      graphMode={options.graphMode}
      justifyMode={options.justifyMode}
      textMode={options.textMode}
      disableWideLayout={!options.wideLayout}
      alignmentFactors={alignmentFactors}
      width={width}
      height={height}
      theme={theme}
    />
  );
  const sparkline = options.graphMode !== BigValueGraphMode.None;
  return <Repeated {...{ drawing: props, options, sparkline, draw }} spacing={3} grid />;
}

/** Grafana's gauge: a number on a round scale, surrounded by its thresholds. */
export function Dial(props: DrawingProps) {
  const theme = useTheme2();
  const options = optionsOf(props, {
    ...COMMON,
    showThresholdLabels: false,
    showThresholdMarkers: true,
  });
  const draw = ({ value, width, height, count, orientation }: OneValue) => {
    // Grafana shows the name of a value only if there are several.
    const { title, ...untitled } = value.display;
    return (
      <Gauge
        value={count > 1 ? { ...untitled, ...(title !== undefined && { title }) } : untitled}
        field={value.field}
        width={width}
        height={height}
        orientation={orientation}
        showThresholdLabels={options.showThresholdLabels}
        showThresholdMarkers={options.showThresholdMarkers}
        theme={theme}
      />
    );
  };
  return <Repeated {...{ drawing: props, options, draw }} spacing={16} grid />;
}

const BAR_SPACING = 10;

/** Grafana's bar gauge: a bar for each of several values. */
export function Bars(props: DrawingProps) {
  const theme = useTheme2();
  const options = optionsOf(props, {
    ...COMMON,
    displayMode: BarGaugeDisplayMode.Gradient,
    valueMode: BarGaugeValueMode.Color,
    namePlacement: BarGaugeNamePlacement.Auto,
    showUnfilled: true,
    maxVizHeight: 300,
  });
  const draw = ({ value, alignmentFactors, width, height, orientation }: OneValue) => (
    <BarGauge
      value={value.display}
      field={value.field}
      {...(value.view &&
        value.colIndex !== undefined && {
          display: value.view.getFieldDisplayProcessor(value.colIndex),
        })}
      alignmentFactors={alignmentFactors}
      width={width}
      height={height}
      orientation={orientation}
      itemSpacing={BAR_SPACING}
      displayMode={options.displayMode}
      valueDisplayMode={options.valueMode}
      namePlacement={options.namePlacement}
      showUnfilled={options.showUnfilled}
      isOverflow={false}
      theme={theme}
    />
  );
  return (
    <Repeated
      {...{ drawing: props, options, draw }}
      spacing={BAR_SPACING}
      grid={false}
      most={options.maxVizHeight}
    />
  );
}
