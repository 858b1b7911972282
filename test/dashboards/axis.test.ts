import { axisEnd } from "../../dashboards/grafana/axis";
import { count, percent, seconds } from "../../signals/promql/units";
import { declaredDashboards } from "../support/declared";

it.each([
  ["a ratio without a limit at 100 %", axisEnd("ratio"), 1],
  ["a utilization ratio at 100 %", axisEnd("ratio", { high: percent(90) }), 1],
  ["a failure ratio at twice its limit", axisEnd("ratio", { high: percent(5) }), 0.1],
  ["a ratio with a lower limit at 100 %", axisEnd("ratio", { low: percent(5) }), 1],
  ["a count above its limit", axisEnd("count", { high: count(8) }), 10],
  ["a count with a limit below 1 at 1", axisEnd("count", { high: count(0.1) }), 1],
  ["a duration independently of its limit", axisEnd("seconds", { high: seconds(60) }), 0.0001],
])("ends the axis of %s", (_, end, expected) => {
  expect(end).toBeCloseTo(expected, 6);
});

it("ends the axis of every time series panel above 0, and of no ratio above 100 %", () => {
  const lines = declaredDashboards
    .flatMap(({ panels }) => panels)
    .filter(({ type }) => type === "timeseries");
  expect(lines.length).toBeGreaterThan(90);
  for (const { title, fieldConfig } of lines) {
    const { unit, custom } = fieldConfig!.defaults;
    const { axisSoftMax: end } = custom as { axisSoftMax?: number };
    expect({ title, ends: end !== undefined && end > 0 }).toEqual({ title, ends: true });
    if (unit === "percentunit") expect({ title, end: end! <= 1 }).toEqual({ title, end: true });
  }
});
