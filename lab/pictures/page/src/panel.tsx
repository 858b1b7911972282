import { FieldType, type DataFrame, type TimeRange } from "@grafana/data";
import { ErrorBoundaryAlert, PanelChrome, useTheme2 } from "@grafana/ui";
import { useMemo, type ComponentType } from "react";

import type { Answer, Difference, Mark, PanelJson } from "../../drawing";
import { Lines } from "./drawings/lines";
import { Rows } from "./drawings/table";
import type { DrawingProps } from "./drawings/types";
import { Bars, Dial, Stat } from "./drawings/values";
import { framesOf } from "./frames";

const DRAWINGS: Readonly<Record<string, ComponentType<DrawingProps>>> = {
  timeseries: Lines,
  stat: Stat,
  gauge: Dial,
  bargauge: Bars,
  table: Rows,
};

/** Kinds of panels whose drawings do not show that there is no data. */
const WITHOUT_VALUES = ["timeseries", "table"];

/** In pixels, as in Grafana: a row of the grid, and the gap between panels. */
const ROW = 30;
const GUTTER = 8;
const COLUMNS = 24;

export interface PanelProps {
  readonly panel: PanelJson;
  readonly answers: readonly Answer[];
  readonly marks: readonly Mark[];
  readonly range: TimeRange;
  readonly difference?: Difference;
  /** The width of the whole grid, in pixels. */
  readonly gridWidth: number;
}

/** The height of a grid of panels, in pixels. */
export function heightOf(panels: readonly PanelJson[]): number {
  const rows = Math.max(0, ...panels.map(({ gridPos: { y, h } }) => y + h));
  return rows * (ROW + GUTTER) - GUTTER;
}

function boxOf({ x, y, w, h }: PanelJson["gridPos"], gridWidth: number) {
  const column = (gridWidth + GUTTER) / COLUMNS;
  return {
    left: Math.round(x * column),
    top: y * (ROW + GUTTER),
    width: Math.round(w * column - GUTTER),
    height: h * (ROW + GUTTER) - GUTTER,
  };
}

/** A panel at its place in the grid. A kind that cannot be drawn becomes a box that says so. */
export function Panel({ panel, answers, marks, range, difference, gridWidth }: PanelProps) {
  const theme = useTheme2();
  const frames = useMemo(
    () => attempt(() => framesOf(panel, answers, theme)),
    [panel, answers, theme],
  );
  const box = boxOf(panel.gridPos, gridWidth);
  const Drawn = DRAWINGS[panel.type];
  const errors = answers.flatMap(({ error }) => error ?? []);
  const problem = errors[0] ?? (frames instanceof Error ? frames.message : undefined);
  const state = stateOf(Drawn !== undefined, problem, frames);
  const color = difference && theme.visualization.getColorByName(DIFFERENCE_COLORS[difference]);
  if (panel.type === "row") return <RowTitle panel={panel} box={box} />;
  return (
    <section
      className="panel"
      style={{ ...box, ...(color && { outline: `2px solid ${color}` }) }}
      data-panel={panel.id}
      data-type={panel.type}
      data-state={state}
    >
      {difference && (
        <span className="difference" style={{ background: color }}>
          {difference}
        </span>
      )}
      <PanelChrome
        title={panel.title ?? ""}
        description={panel.description ?? ""}
        {...(problem !== undefined && { statusMessage: problem })}
        width={box.width}
        height={box.height}
      >
        {(width, height) => {
          if (Drawn === undefined) {
            return <Says text={`A ${panel.type || "nameless"} panel, which is not drawn here.`} />;
          }
          if (problem !== undefined || frames instanceof Error)
            return <Says text={problem ?? ""} />;
          if (state === "empty" && WITHOUT_VALUES.includes(panel.type)) {
            return <Says text={emptyText(panel)} />;
          }
          return (
            <ErrorBoundaryAlert>
              <Drawn {...{ panel, frames, marks, range, width, height }} />
            </ErrorBoundaryAlert>
          );
        }}
      </PanelChrome>
    </section>
  );
}

const DIFFERENCE_COLORS: Readonly<Record<Difference, string>> = {
  new: "green",
  gone: "red",
  changed: "orange",
};

function RowTitle({ panel, box }: { panel: PanelJson; box: ReturnType<typeof boxOf> }) {
  return (
    <h2 className="row" style={box} data-panel={panel.id} data-type="row" data-state="data">
      {panel.title}
      {panel.collapsed && <span className="closed">closed in Grafana at first</span>}
    </h2>
  );
}

function Says({ text }: { text: string }) {
  return <div className="says">{text}</div>;
}

function emptyText({ fieldConfig }: PanelJson): string {
  const said = fieldConfig?.defaults.noValue;
  return typeof said === "string" && said !== "" ? said : "No data";
}

/** Whether there is something to see: `data`, `empty`, `error` or `undrawn`. */
function stateOf(drawn: boolean, problem: string | undefined, frames: DataFrame[] | Error): string {
  if (!drawn) return "undrawn";
  if (problem !== undefined || frames instanceof Error) return "error";
  return frames.some(hasValue) ? "data" : "empty";
}

function hasValue({ fields }: DataFrame): boolean {
  return fields.some(
    ({ type, values }) => type === FieldType.number && values.some((value) => value !== null),
  );
}

function attempt<T>(make: () => T): T | Error {
  try {
    return make();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
