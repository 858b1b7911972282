import { rangeOf, rateWindowOf, stepOf } from "../../../lab/pictures/time";

const NOW = Date.parse("2026-01-31T12:00:00Z");
const HOUR = 3_600_000;

describe("a time range", () => {
  it("is parsed in Grafana's notation, or as dates", () => {
    expect(rangeOf("now-6h", "now", NOW)).toEqual({ from: NOW - 6 * HOUR, to: NOW });
    expect(rangeOf("now-7d", "now-30m", NOW)).toEqual({
      from: NOW - 7 * 24 * HOUR,
      to: NOW - HOUR / 2,
    });
    expect(rangeOf("2026-01-31T10:00:00Z", "2026-01-31T11:00:00Z", NOW)).toEqual({
      from: NOW - 2 * HOUR,
      to: NOW - HOUR,
    });
  });

  it.each(["yesterday", "now-6", "now-6y", "now+1h", ""])(
    "is rejected if it starts at %p",
    (from) => {
      expect(() => rangeOf(from, "now", NOW)).toThrow(`"${from}" is not a time.`);
    },
  );

  it("is rejected if it ends before it begins", () => {
    expect(() => rangeOf("now", "now-1h", NOW)).toThrow("now is not before now-1h.");
  });
});

describe("the step of a range query", () => {
  const over = (hours: number) => ({ from: NOW - hours * HOUR, to: NOW });

  it("is never shorter than the scrape interval, as in Grafana", () => {
    expect(stepOf(over(1), 1600, 15)).toBe(15);
    expect(stepOf(over(1), 1600, 30)).toBe(30);
  });

  it("grows with a longer time range, and with fewer pixels", () => {
    expect(stepOf(over(24), 1600, 15)).toBe(60);
    expect(stepOf(over(24), 400, 15)).toBe(300);
    expect(stepOf(over(24 * 365), 20, 15)).toBe(19 * 86_400);
  });

  it("yields at most one point per pixel, below Prometheus's limit of 11,000", () => {
    for (const hours of [0.1, 1, 6, 24, 24 * 7, 24 * 30, 24 * 365]) {
      const step = stepOf(over(hours), 1600, 15);
      expect((hours * 3600) / step).toBeLessThanOrEqual(1600);
    }
  });

  it("makes the rate window at least four scrapes, and one scrape longer than the step", () => {
    expect(rateWindowOf(15, 15)).toBe(60_000);
    expect(rateWindowOf(300, 15)).toBe(315_000);
    // With a time scale.
    expect(rateWindowOf(2, 1.5)).toBe(6000);
  });
});
