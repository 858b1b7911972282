import {
  applyFieldOverrides,
  FieldConfigOptionsRegistry,
  FieldType,
  identityOverrideProcessor,
  ReducerID,
  reduceField,
  type DataFrame,
  type Field,
  type FieldConfigPropertyItem,
  type FieldConfigSource,
  type GrafanaTheme2,
} from "@grafana/data";

import type { Answer, PanelJson, Series } from "../../drawing";

/** Grafana's defaults for options of the time series panel that a dashboard leaves out. */
const LINE_DEFAULTS = {
  drawStyle: "line",
  lineInterpolation: "linear",
  lineWidth: 1,
  fillOpacity: 0,
  gradientMode: "none",
  barAlignment: 0,
  pointSize: 5,
  showPoints: "auto",
  spanNulls: false,
  axisPlacement: "auto",
  stacking: { mode: "none", group: "A" },
};

const MILLISECONDS = 1000;

/** A panel's field configuration, completed with defaults. */
export function fieldConfigOf({ type, fieldConfig }: PanelJson): FieldConfigSource {
  const { defaults = {}, overrides = [] } = fieldConfig ?? {};
  const custom = defaults.custom as object | undefined;
  const given = {
    ...defaults,
    // JSON has no infinity: in a file, the value of the lowest threshold is null.
    ...(defaults.thresholds !== undefined && {
      thresholds: fromMinusInfinity(defaults.thresholds),
    }),
    ...(type === "timeseries" && { custom: { ...LINE_DEFAULTS, ...custom } }),
  };
  return { defaults: given, overrides } as FieldConfigSource;
}

function fromMinusInfinity(thresholds: unknown) {
  const { mode, steps } = thresholds as { mode: string; steps: { value: number | null }[] };
  return { mode, steps: steps.map((step) => ({ ...step, value: step.value ?? -Infinity })) };
}

/** Prometheus's answers as data frames for Grafana's components, with units, colors and names. */
export function framesOf(
  panel: PanelJson,
  answers: readonly Answer[],
  theme: GrafanaTheme2,
): DataFrame[] {
  const fieldConfig = fieldConfigOf(panel);
  const plain = answers.flatMap((answer) =>
    answer.table ? tableOf(answer) : answer.series.map((series) => frame(answer, series)),
  );
  const data = (panel.transformations ?? []).reduce(transformed, plain);
  const frames = applyFieldOverrides({
    data,
    fieldConfig,
    fieldConfigRegistry: registryOf(fieldConfig),
    replaceVariables: (text) => text,
    theme,
    timeZone: "utc",
  });
  frames.flatMap(({ fields }) => fields).forEach(completeRange);
  return frames;
}

/** Grafana does not compute the range if both ends are set, and its sparkline fails without it. */
function completeRange(field: Field): void {
  const { min, max } = field.config;
  if (typeof min !== "number" || typeof max !== "number") return;
  field.state = { ...field.state, range: { min, max, delta: max - min } };
}

function frame({ refId, step }: Answer, { name, labels, points }: Series): DataFrame {
  const interval = step === undefined ? {} : { interval: step * MILLISECONDS };
  return {
    refId,
    length: points.length,
    fields: [
      {
        name: "Time",
        type: FieldType.time,
        config: interval,
        values: points.map(([time]) => time * MILLISECONDS),
      },
      {
        name: "Value",
        type: FieldType.number,
        labels,
        config: { displayNameFromDS: name },
        values: points.map(([, value]) => number(value)),
      },
    ],
  };
}

/** One row for each series, with a column for each label. No frame if there are no series. */
function tableOf({ refId, series }: Answer): DataFrame[] {
  if (series.length === 0) return [];
  const labels = [...new Set(series.flatMap((each) => Object.keys(each.labels)))].sort();
  const last = series.map(({ points }) => points.at(-1) ?? ([NaN, "NaN"] as const));
  const column = (name: string, type: FieldType, values: unknown[]): Field => ({
    name,
    type,
    config: {},
    values,
  });
  return [
    {
      refId,
      length: series.length,
      fields: [
        column(
          "Time",
          FieldType.time,
          last.map(([time]) => time * MILLISECONDS),
        ),
        ...labels.map((label) =>
          column(
            label,
            FieldType.string,
            series.map((each) => each.labels[label] ?? ""),
          ),
        ),
        column(
          "Value",
          FieldType.number,
          last.map(([, value]) => number(value)),
        ),
      ],
    },
  ];
}

function number(text: string): number {
  if (text === "+Inf") return Infinity;
  return text === "-Inf" ? -Infinity : Number(text);
}

/** @throws for an unknown transformation: without it the result would be wrong */
function transformed(
  frames: DataFrame[],
  { id, options }: { readonly id: string; readonly options?: unknown },
): DataFrame[] {
  if (id === "configFromData") return configured(frames, options as ConfigFromData);
  if (id === "renameByRegex") return renamed(frames, options as RenameByRegex);
  throw new Error(`The transformation ${id} is not drawn here.`);
}

interface ConfigFromData {
  readonly configRefId: string;
  readonly mappings: readonly { readonly fieldName: string; readonly handlerKey: string }[];
}

/** Takes settings of the other queries' fields, such as their maximum, from the last values of one query. */
function configured(frames: DataFrame[], { configRefId, mappings }: ConfigFromData): DataFrame[] {
  const from = frames.filter(({ refId }) => refId === configRefId).flatMap(({ fields }) => fields);
  const config = Object.fromEntries(
    mappings.flatMap(({ fieldName, handlerKey }) => {
      const field = from.find((each) => each.config.displayNameFromDS === fieldName);
      const value: unknown = field && reduceField({ field, reducers: [REDUCER] })[REDUCER];
      return value === undefined || value === null ? [] : [[handlerKey, value]];
    }),
  );
  return frames
    .filter(({ refId }) => refId !== configRefId)
    .map((each) => ({ ...each, fields: each.fields.map((field) => withConfig(field, config)) }));
}

const REDUCER = ReducerID.lastNotNull;

interface RenameByRegex {
  readonly regex: string;
  readonly renamePattern: string;
}

function renamed(frames: DataFrame[], { regex, renamePattern }: RenameByRegex): DataFrame[] {
  const pattern = new RegExp(regex);
  const named = (field: Field): Field => {
    const { displayNameFromDS: name } = field.config;
    if (name === undefined) return field;
    const displayNameFromDS = name.replace(pattern, renamePattern);
    return { ...field, config: { ...field.config, displayNameFromDS } };
  };
  return frames.map((each) => ({ ...each, fields: each.fields.map(named) }));
}

function withConfig(field: Field, config: object): Field {
  return field.type === FieldType.number
    ? { ...field, config: { ...field.config, ...config } }
    : field;
}

/** Accepts every setting that the panel names as it is: Grafana's own registry is not part of its libraries. */
function registryOf({ defaults, overrides }: FieldConfigSource): FieldConfigOptionsRegistry {
  const { custom = {}, ...plain } = defaults;
  const ids = new Set([
    ...Object.keys(plain),
    ...Object.keys(custom as object).map((key) => CUSTOM + key),
    ...overrides.flatMap(({ properties }) => properties.map(({ id }) => id)),
  ]);
  return new FieldConfigOptionsRegistry(() => [...ids].map(item));
}

const CUSTOM = "custom.";

function item(id: string): FieldConfigPropertyItem {
  const isCustom = id.startsWith(CUSTOM);
  return {
    id,
    path: isCustom ? id.slice(CUSTOM.length) : id,
    isCustom,
    name: id,
    editor: NONE,
    override: NONE,
    process: identityOverrideProcessor,
    shouldApply: () => true,
  };
}

const NONE = () => null;
