import fc from "fast-check";

import { formatDuration, parseDuration } from "../../../signals/promql/duration";
import { scaleDuration, scaleQuery } from "../../../signals/promql/scale";
import type { Duration } from "../../../signals/promql/units";

describe("scaleDuration", () => {
  it.each<[Duration, number, Duration]>([
    ["5m", 10, "30s"],
    ["15s", 10, "1500ms"],
    ["30s", 10, "3s"],
    ["1h", 10, "6m"],
    ["30d", 10, "3d"],
    ["1w", 7, "1d"],
    ["1y", 1, "365d"],
    ["90s", 1, "90s"],
    ["5m", 2.5, "2m"],
    ["30s", 0.1, "5m"],
    ["10ms", 10, "1ms"],
  ])("divides %s by %d to get %s", (duration, factor, scaled) => {
    expect(scaleDuration(duration, factor)).toBe(scaled);
  });

  it.each<[Duration, number]>([
    ["1ms", 10],
    ["0s", 10],
    ["5m", 7],
    ["15s", 20_000],
  ])("rejects %s by %d: not a positive whole number of milliseconds", (duration, factor) => {
    expect(() => scaleDuration(duration, factor)).toThrow("Choose a factor that divides it");
  });

  it.each([0, -10, NaN, Infinity])("rejects the factor %d", (factor) => {
    expect(() => scaleDuration("5m", factor)).toThrow(`cannot be scaled by ${factor}`);
  });

  it.each(["-5m", "1e3m", "1.5m"] as const)(
    "rejects %s, which Prometheus would not parse",
    (text) => {
      expect(() => scaleDuration(text, 10)).toThrow(`"${text}" is no Prometheus duration`);
    },
  );

  it("is reversible", () => {
    const length = fc.integer({ min: 1, max: 10 ** 9 });
    const factor = fc.integer({ min: 1, max: 1000 });
    fc.assert(
      fc.property(length, factor, (ms, by) => {
        const duration = formatDuration(ms * by);
        expect(parseDuration(scaleDuration(duration, by)) * by).toBe(ms * by);
      }),
    );
  });
});

describe("parseDuration", () => {
  it.each([
    ["1h30m", 5_400_000],
    ["1d2h3m4s5ms", 93_784_005],
    ["1y1w", 372 * 86_400_000],
  ])("parses %s", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(["", "5", "m", "30m1h", "5 m"])('rejects "%s"', (text) => {
    expect(() => parseDuration(text)).toThrow("is no Prometheus duration");
  });
});

describe("scaleQuery", () => {
  it.each([
    ["a range", "rate(x[5m])", "rate(x[30s])"],
    ["a compound range", "rate(x[1h30m])", "rate(x[9m])"],
    ["a range of plain seconds", "rate(x[300])", "rate(x[30s])"],
    ["an offset", "x offset 5m", "x offset 30s"],
    ["an offset into the future", "x offset -5m", "x offset -30s"],
    ["a subquery", "max_over_time(rate(x[5m])[1h:1m])", "max_over_time(rate(x[30s])[6m:6s])"],
    ["a subquery without a step", "max_over_time(x[1h:])", "max_over_time(x[6m:])"],
    ["a range in parentheses", "rate(x[(5m)])", "rate(x[(30s)])"],
    ["a number with a unit", "time() - x > 24h", "time() - x > 144m"],
    ["a ratio", "rate(x[5m] offset 1h) / rate(y[10m])", "rate(x[30s] offset 6m) / rate(y[1m])"],
  ])("scales %s", (_, query, scaled) => {
    expect(scaleQuery(query, 10)).toBe(scaled);
  });

  it.each([
    ["a threshold", "x > 5"],
    ["an evaluation time", "x @ 1700000000"],
    ["a label's value", 'x{window="5m",range="[5m]"}'],
    ["a metric's name", "x5m"],
    ["a string", 'label_replace(x, "a", "5m", "b", "10m")'],
    ["Grafana's window", "rate(x[$__rate_interval])"],
  ])("leaves %s alone", (_, query) => {
    expect(scaleQuery(query, 10)).toBe(query);
  });

  it("rejects invalid PromQL", () => {
    expect(() => scaleQuery("rate(x[5m)", 10)).toThrow("Not PromQL");
  });

  it("rejects arithmetic between durations, which it would scale twice", () => {
    expect(() => scaleQuery("rate(x[5m * 2])", 10)).toThrow('the arithmetic in "5m * 2"');
  });
});
