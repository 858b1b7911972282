import { dateTime, dateTimeFormat, type TimeRange } from "@grafana/data";
import { useMemo } from "react";

import type { Drawing, Side, VariableJson } from "../../drawing";
import { heightOf, Panel } from "./panel";

/** In pixels: the space around the grid, and between two versions of a dashboard. */
const PADDING = 16;

/** A dashboard, or two versions of it next to each other. The width in pixels is the total. */
export function Dashboard({ drawing, width }: { drawing: Drawing; width: number }) {
  const { sides, range } = drawing;
  const shown = useMemo(() => rangeOf(range), [range.from, range.to]);
  const gridWidth = (width - PADDING) / sides.length - PADDING;
  return (
    <main className="sides">
      {sides.map((side, i) => (
        <SideView key={side.label ?? i} side={side} range={shown} gridWidth={gridWidth} />
      ))}
    </main>
  );
}

function SideView({ side, range, gridWidth }: { side: Side; range: TimeRange; gridWidth: number }) {
  const { label, dashboard, answers, marks, differences } = side;
  return (
    <div className="side" style={{ width: gridWidth }}>
      {label !== undefined && <div className="label">{label}</div>}
      {dashboard === undefined ? (
        <div className="absent">It has no such dashboard.</div>
      ) : (
        <div className="grid" style={{ height: heightOf(dashboard.panels) }}>
          {dashboard.panels.map((panel) => (
            <Panel
              key={panel.id}
              panel={panel}
              answers={answers[panel.id] ?? NO_ANSWERS}
              marks={marks}
              range={range}
              gridWidth={gridWidth}
              {...(differences[panel.id] && { difference: differences[panel.id] })}
            />
          ))}
        </div>
      )}
    </div>
  );
}

const NO_ANSWERS: [] = [];

/** The header of a dashboard: its name, the chosen variables, the time range, and a note that this is not Grafana. */
export function Heading({ drawing, children }: { drawing: Drawing; children?: React.ReactNode }) {
  const dashboard = drawing.sides.findLast((side) => side.dashboard)?.dashboard;
  return (
    <header>
      <p className="not-grafana">
        This is not Grafana: the dashboard is drawn with Grafana&apos;s own components, from what{" "}
        {drawing.prometheus} answered.
      </p>
      <div className="bar">
        <h1>{dashboard?.title}</h1>
        <div className="chosen">
          {(dashboard?.templating?.list ?? []).map((variable) => (
            <span key={variable.name} className="variable">
              <span className="name">{variable.label ?? variable.name}</span>
              <span className="value">{valueOf(variable)}</span>
            </span>
          ))}
        </div>
        <div className="time">
          {children}
          <span>{timeText(drawing.range)}</span>
        </div>
      </div>
    </header>
  );
}

function valueOf({ current }: VariableJson): string {
  const { text } = current ?? {};
  return typeof text === "string" ? text : "All";
}

function timeText({ from, to }: Drawing["range"]): string {
  const text = (time: number) =>
    dateTimeFormat(time, { timeZone: "utc", format: "YYYY-MM-DD HH:mm" });
  return `${text(from)} to ${text(to)} UTC`;
}

function rangeOf(range: Drawing["range"]): TimeRange {
  const [from, to] = [dateTime(range.from), dateTime(range.to)];
  return { from, to, raw: { from, to } };
}
