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
  it("compares the query's value with the limit", () => {
    expect(inFlight.above(count(5), "5m").query.text).toBe("sum(http_requests_in_flight) > 5");
    expect(inFlight.below(count(5), "5m").query.text).toBe("sum(http_requests_in_flight) < 5");
    expect(inFlight.atLeast(count(5), "5m").query.text).toBe("sum(http_requests_in_flight) >= 5");
  });

  it("requires a window only if the query uses one", () => {
    expect(inFlight.above(count(5)).query.text).toBe("sum(http_requests_in_flight) > 5");
    expect(() => errorRatio.above(percent(5))).toThrow('"Error ratio" is measured over a window');
  });

  it("puts parentheses around a query that binds no tighter than the comparison", () => {
    expect(errorRatio.above(percent(5), "10m").query.text).toMatch(/^\(sum.*\[10m\].*\) > 0\.05$/);
  });

  it("keeps its value and unit when combined with another one by and()", () => {
    const both = errorRatio.above(percent(5), "5m").and(requestRate.atLeast(perSecond(1), "5m"));
    expect(both.unit).toBe("ratio");
    expect(both.query.text).toMatch(/ > 0\.05 and sum\(rate\(.*\)\) >= 1$/);
  });

  it('puts parentheses around an "or" that is combined with another condition by and()', () => {
    const backendDown = allDown(prometheus.up, "backend");
    expect(backendDown.and(backendDown).query.text).toMatch(
      /^\(\(?max .* or .*\) and \(\(?max .* or .*\)$/,
    );
  });

  it("holds if either of two conditions combined by or() holds", () => {
    const busy = requestRate.above(perSecond(100), "5m");
    const idle = requestRate.below(perSecond(1), "5m");
    expect(busy.or(idle).query.text).toMatch(/ > 100 or sum\(rate\(.*\)\) < 1$/);
    expect(busy.or(idle).and(busy).query.text).toMatch(/^\(.* or .*\) and .* > 100$/);
  });

  it("describes itself in words, with limits and units, and lists its signals", () => {
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

  it("rejects and() with a condition on other labels, which would never match", () => {
    const all = new Condition<string>(requestRate.query("5m"), "perSecond", "all");
    const each = new Condition<string>(requestRateByRoute.query("5m"), "perSecond", "each");
    expect(() => all.and(each)).toThrow("but these have () and (method, route)");
  });
});

describe("allDown() and outOfSight()", () => {
  it.each([allDown, outOfSight])("reject a gauge with one series per label value", (of) => {
    expect(() => of(m.autodealgenie_deals, "backend")).toThrow("one value for each status");
  });
});

describe("the value that a panel draws for a signal", () => {
  const ok = 'http_requests_total{job="backend",pod="a",route="/deals",status="200"}';
  const bad = 'http_requests_total{job="backend",pod="a",route="/deals",status="500"}';
  const up = 'up{job="backend",pod="a"}';
  const expr = errorRatio.drawn("2m").text;

  it.each([
    ["the measured value", { [ok]: "0+9x20", [bad]: "0+1x20", [up]: "1x20" }, [0.1]],
    ["0 if no request fails", { [ok]: "0+9x20", [up]: "1x20" }, [0]],
    [
      "0 instead of 0/0 if there are no requests",
      { [ok]: "9x20", [bad]: "1x20", [up]: "1x20" },
      [0],
    ],
    ["0 if nothing has been counted yet", { [up]: "1x20" }, [0]],
    ["empty if the backend does not respond", { [up]: "0x20" }, []],
    ["empty if no backend exists", {}, []],
  ])("is %s", (_, series, values) => {
    const yields = values.map((value) => ({ labels: "{}", value }));
    ask({ series: series, at: "4m", expr, yields });
  });

  it("is empty instead of NaN if the signal is configured to be empty when idle", () => {
    const { query, ...rest } = errorRatio;
    const empty = new Signal({ ...rest, query, idle: "empty" }).drawn("2m").text;
    ask({ series: { [ok]: "9x20", [bad]: "1x20" }, at: "4m", expr: empty, yields: [] });
    const yields = [{ labels: "{}", value: 0.1 }];
    ask({ series: { [ok]: "0+9x20", [bad]: "0+1x20" }, at: "4m", expr: empty, yields });
  });
});
