import { by, promql } from "../../../signals/promql/promql";
import { Condition, Signal } from "../../../signals/promql/signal";
import { count, perSecond, percent } from "../../../signals/promql/units";
import { allDown, outOfSight, someDown, zeroWhileUp } from "../../../signals/availability";
import { errorRatio, requestRate, requestRateByRoute } from "../../../signals/backend";
import { prometheus } from "../../../signals/exporters/prometheus";
import { backend as m } from "../../../service/metrics/catalog";
import { ask } from "../../support/promtool";

const inFlight = new Signal({
  title: "In flight",
  description: "Requests being handled now.",
  unit: "count",
  query: () => promql`sum by (${by()}) (${m.http_requests_in_flight})`,
  idle: zeroWhileUp("backend"),
});

describe("a signal's condition", () => {
  it("compares what the query measures over its window", () => {
    expect(inFlight.above(count(5), "5m").query.text).toBe("sum(http_requests_in_flight) > 5");
    expect(inFlight.below(count(5), "5m").query.text).toBe("sum(http_requests_in_flight) < 5");
    expect(inFlight.atLeast(count(5), "5m").query.text).toBe("sum(http_requests_in_flight) >= 5");
  });

  it("needs a window only where the query measures over one", () => {
    expect(inFlight.above(count(5)).query.text).toBe("sum(http_requests_in_flight) > 5");
    expect(() => errorRatio.above(percent(5))).toThrow('"Error ratio" is measured over a window');
  });

  it("puts parentheses around what binds no closer than the comparison", () => {
    expect(errorRatio.above(percent(5), "10m").query.text).toMatch(/^\(sum.*\[10m\].*\) > 0\.05$/);
  });

  it("keeps its value and unit where another condition narrows it", () => {
    const both = errorRatio.above(percent(5), "5m").and(requestRate.atLeast(perSecond(1), "5m"));
    expect(both.unit).toBe("ratio");
    expect(both.query.text).toMatch(/ > 0\.05 and sum\(rate\(.*\)\) >= 1$/);
  });

  it('puts parentheses around an "or" that another condition narrows', () => {
    const backendDown = allDown(prometheus.up, "backend");
    expect(backendDown.and(backendDown).query.text).toMatch(
      /^\(\(?max .* or .*\) and \(\(?max .* or .*\)$/,
    );
  });

  it("holds where either of two does, as one alert", () => {
    const busy = requestRate.above(perSecond(100), "5m");
    const idle = requestRate.below(perSecond(1), "5m");
    expect(busy.or(idle).query.text).toMatch(/ > 100 or sum\(rate\(.*\)\) < 1$/);
    expect(busy.or(idle).and(busy).query.text).toMatch(/^\(.* or .*\) and .* > 100$/);
  });

  it("says itself in words, with its limit in its unit and the signals that it is about", () => {
    const failing = errorRatio.above(percent(7), "5m").and(requestRate.atLeast(perSecond(1), "5m"));
    expect(failing.words).toBe(
      "*Error ratio* above 7 % over 5m, and *Requests* at least 1/s over 5m",
    );
    expect(failing.terms).toEqual([errorRatio, requestRate]);
    expect(inFlight.below(count(5), "5m").words).toBe("*In flight* below 5");
    const backendDown = someDown("backend");
    expect(backendDown.or(backendDown).and(backendDown).words).toMatch(
      /^\(some target of backend.*, or some .*\), and some target/,
    );
  });

  it("refuses to be narrowed by series with other labels, which would never match", () => {
    const all = new Condition<string>(requestRate.query("5m"), "perSecond", "all");
    const each = new Condition<string>(requestRateByRoute.query("5m"), "perSecond", "each");
    expect(() => all.and(each)).toThrow("but these have () and (method, route)");
  });
});

describe("down and out of sight", () => {
  it.each([allDown, outOfSight])("refuse a gauge that is one value for each of something", (of) => {
    expect(() => of(m.autodealgenie_deals, "backend")).toThrow("one value for each status");
  });
});

describe("what a panel draws of a signal", () => {
  const ok = 'http_requests_total{job="backend",pod="a",route="/deals",status="200"}';
  const bad = 'http_requests_total{job="backend",pod="a",route="/deals",status="500"}';
  const up = 'up{job="backend",pod="a"}';
  const expr = errorRatio.drawn("2m").text;

  it.each([
    ["the measured value", { [ok]: "0+9x20", [bad]: "0+1x20", [up]: "1x20" }, [0.1]],
    ["0 where no request fails", { [ok]: "0+9x20", [up]: "1x20" }, [0]],
    [
      "0 where there are no requests, which would be 0/0",
      { [ok]: "9x20", [bad]: "1x20", [up]: "1x20" },
      [0],
    ],
    ["0 where nothing was counted yet", { [up]: "1x20" }, [0]],
    ["nothing where the backend does not answer", { [up]: "0x20" }, []],
    ["nothing where there is no backend", {}, []],
  ])("is %s", (_, series, values) => {
    const yields = values.map((value) => ({ labels: "{}", value }));
    ask({ series: series, at: "4m", expr, yields });
  });

  it("is nothing instead of NaN where the panel is to stay empty", () => {
    const { query, ...rest } = errorRatio;
    const empty = new Signal({ ...rest, query, idle: "empty" }).drawn("2m").text;
    ask({ series: { [ok]: "9x20", [bad]: "1x20" }, at: "4m", expr: empty, yields: [] });
    const yields = [{ labels: "{}", value: 0.1 }];
    ask({ series: { [ok]: "0+9x20", [bad]: "0+1x20" }, at: "4m", expr: empty, yields });
  });
});
