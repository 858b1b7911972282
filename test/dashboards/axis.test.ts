import { axisEnd } from "../../dashboards/grafana/axis";
import { count, percent, seconds } from "../../signals/promql/units";
import { declaredDashboards } from "../support/declared";

it.each([
  ["a share without a limit at 100 %", axisEnd("ratio"), 1],
  ["a share of what may be used up at 100 %", axisEnd("ratio", { high: percent(90) }), 1],
  ["a share of what may fail at twice its limit", axisEnd("ratio", { high: percent(5) }), 0.1],
  ["a share that has to be high at 100 %", axisEnd("ratio", { low: percent(5) }), 1],
  ["a number above its limit", axisEnd("count", { high: count(8) }), 10],
  ["a number that must not be there at least at 1", axisEnd("count", { high: count(0.1) }), 1],
  ["a time by its unit, whatever its limit", axisEnd("seconds", { high: seconds(60) }), 0.0001],
])("ends the axis of %s", (_, end, expected) => {
  expect(end).toBeCloseTo(expected, 6);
});

it("ends the axis of every course somewhere, and of no share above 100 %", () => {
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
