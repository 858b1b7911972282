import { worstDelay, worstDelays } from "../../../infra/alert-delivery/delay";
import { detectionDelay, heldFor } from "../../../infra/alert-delivery/detectionDelay";
import { recordingsOf, type TimedGroup } from "../../../infra/alert-delivery/recordings";
import { scaledTimes } from "../../../infra/rendered-config/times";

const TIMES = scaledTimes(1);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Two recording rules, one of which reads the other. */
const RECORDED: TimedGroup = {
  name: "recorded",
  interval: "1m",
  rules: [
    { record: "bad:rate", expr: "sum(rate(bad[5m]))" },
    { record: "all:rate", expr: "sum(rate(all[5m]))" },
    {
      record: "burn",
      labels: { tier: "fast" },
      expr: "(sum(rate(bad[1h])) / (sum(rate(all[1h])) > 0) or 0 * sum(rate(all[1h]))) / 0.001",
    },
    {
      record: "burn",
      labels: { tier: "slow" },
      expr: "avg_over_time(bad:rate[6h]) / avg_over_time(all:rate[6h]) / 0.001",
    },
  ],
};

describe("from a fault in full to the condition", () => {
  const RATIO = "sum(rate(bad[5m])) / sum(rate(all[5m]))";
  it.each([
    ["what is not measured over a window is seen at once", "pg_up == 0 or absent(pg_up)", 0],
    ["a ratio of gauges, too", "a / b > 0.8", 0],
    ["a ratio needs the limit's share of the window", `${RATIO} > 0.05`, 15 * SECOND],
    ["in parentheses, too", `((${RATIO})) > (0.05)`, 15 * SECOND],
    ["one that falls, the rest", `${RATIO} < 0.8`, MINUTE],
    ["the rest of one, its share", `1 - ${RATIO} > 0.2`, MINUTE],
    ["each of several, the same", `max by (x) (${RATIO}) > 0.05`, 15 * SECOND],
    [
      "a quantile needs what is above it",
      "histogram_quantile(0.95, sum by (le) (rate(h_bucket[5m]))) > 2",
      15 * SECOND,
    ],
    ["any at all is seen at once", "rate(errors[5m]) > 0", 0],
    ["a rate may need the whole window", "rate(all[5m]) > 100", 5 * MINUTE],
    ["and so may a trend", "predict_linear(free[6h], 345600) < 0", 6 * HOUR],
    ["a subquery's range counts", "avg_over_time(rate(a[1m])[10m:1m]) > 7", 10 * MINUTE],
    ["a number with a unit is a number", "time_left < 14d", 0],
    ["what is left of a deadline is known", "max(last_over_time(ends[7d]) - time()) < 1209600", 0],
    ["one bad sample makes the highest", "max by (pod) (max_over_time(waits[5m])) >= 1", 0],
    ["and the lowest", "min_over_time(up[5m]) < 1", 0],
    ["of rates, once one is bad", "max_over_time(rate(a[1m])[10m:1m]) > 7", MINUTE],
    ["every sample has to be low for the highest to be", "max_over_time(a[5m]) < 1", 5 * MINUTE],
    ["traffic enough there is before", `${RATIO} > 0.05 and rate(all[5m]) >= 0.1`, 15 * SECOND],
    ["but not where it is all that is asked", "increase(restarts[5m]) >= 1", 5 * MINUTE],
    ["of both the later counts", `${RATIO} > 0.05 and rate(all[10m]) > 3`, 10 * MINUTE],
    ["of either, too", `${RATIO} > 0.05 or rate(all[10m]) > 3`, 10 * MINUTE],
    [
      "of either that measures the same the sooner",
      "avg_over_time(up[90s]) < 0.5 or avg_over_time(up[10m]) < 0.6 and min_over_time(up[3m]) == 0",
      45 * SECOND,
    ],
    [
      "but not where it may be gone as well",
      "avg_over_time(up[90s]) < 0.5 or absent(up)",
      45 * SECOND,
    ],
    [
      "nor where a slower fault is seen by the longer alone",
      "deriv(free[1h]) < -7 or deriv(free[8h]) < -1",
      8 * HOUR,
    ],
    ["of what falls from 1 to 0, the rest", "avg_over_time(up[10m]) < 0.6", 4 * MINUTE],
    ["be it in a subquery", "avg_over_time((max(up))[10m:15s]) < 0.6", 4 * MINUTE],
    [
      "what has to hold most of a window holds at once, and is waited for",
      "avg_over_time((a > 0.8)[5m:15s]) and count_over_time((a > 0.8)[5m:15s]) >= 12",
      0,
    ],
    [
      "later by its own delay",
      `count by (x) (avg_over_time((${RATIO} > 0.05)[5m:15s]) and count_over_time((${RATIO} > 0.05)[5m:15s]) >= 12)`,
      15 * SECOND,
    ],
    ["what is left out does not count", `${RATIO} > 0.05 unless rate(x[1h]) > 3`, 15 * SECOND],
    ["a recording is what it records", 'burn{tier="fast"} > 14.4', 51_840],
    ["of several, it is each", 'max(burn{tier="fast"}) > 14.4', 51_840],
    ["one of recordings waits for them to fill", 'burn{tier="slow"} > 6', 129_600 + 5 * MINUTE],
    ["without a label it may be any", "bad:rate > 3", 5 * MINUTE],
  ])("%s: %s", (_what, expr, expected) => {
    expect(detectionDelay(expr, recordingsOf([RECORDED]))).toBeCloseTo(expected, -1);
  });

  it("is refused for what is not PromQL", () => {
    expect(() => detectionDelay("rate(", [])).toThrow("Not PromQL");
  });
});

it.each([
  ["avg_over_time((a > 1)[5m:15s]) and count_over_time((a > 1)[5m:15s]) >= 12", 3 * MINUTE],
  [
    "count by (x) (avg_over_time((a > 1)[10m:15s]) and count_over_time((a > 1)[10m:15s]) >= 24)",
    6 * MINUTE,
  ],
  ["a > 1 and count_over_time(a[5m]) >= 12", 0],
  ["a > 1", 0],
])("waits as `for` does until a fault has held so often: %s", (expr, expected) => {
  expect(heldFor(expr)).toBe(expected);
});

describe("the worst-case delay", () => {
  const rule = {
    alert: "X",
    expr: "pg_up == 0",
    for: "2m",
    labels: { severity: "critical" },
  } as const;

  it("is the sum of its parts", () => {
    expect(worstDelay(rule, TIMES, 1)).toEqual({
      parts: {
        source: 0,
        scrape: 25 * SECOND,
        window: 0,
        evaluation: 30 * SECOND,
        pending: 2 * MINUTE,
        group: 10 * SECOND,
        cluster: 0,
      },
      total: 185 * SECOND,
      joining: 235 * SECOND,
    });
  });

  it("has `for` in whole evaluations", () => {
    const pending = (wait: "0s" | "1s" | "30s" | "45s") =>
      worstDelay({ ...rule, for: wait }, TIMES, 1).parts.pending;
    expect([pending("0s"), pending("1s"), pending("30s"), pending("45s")]).toEqual([
      0,
      30 * SECOND,
      30 * SECOND,
      MINUTE,
    ]);
  });

  it("has a wait for each Alertmanager before the last", () => {
    expect(worstDelay(rule, TIMES, 3).parts.cluster).toBe(8 * SECOND);
  });

  it("has the time of what records what it reads, and its group's own interval", () => {
    const evaluation = (expr: string, own: TimedGroup[] = []) =>
      worstDelay({ ...rule, expr }, TIMES, 1, [RECORDED, ...own]).parts.evaluation;
    expect(evaluation('burn{tier="slow"} > 6')).toBe(90 * SECOND);
    const reader = { ...rule, expr: "bad:rate > 3" };
    const together = { ...RECORDED, rules: [...RECORDED.rules, reader] };
    expect(worstDelay(reader, TIMES, 1, [together]).parts.evaluation).toBe(MINUTE);
  });

  it("has the exporter's own pace, which no scale shortens", () => {
    const expr = "kubelet_volume_stats_available_bytes / kubelet_volume_stats_capacity_bytes < 0.1";
    expect(worstDelay({ ...rule, expr }, TIMES, 1).parts.source).toBe(MINUTE);
    expect(worstDelay({ ...rule, expr }, scaledTimes(10), 1).parts.source).toBe(MINUTE);
  });

  it("has the pace at which Prometheus itself looks for a fault", () => {
    const source = (expr: string, scale: number) =>
      worstDelay({ ...rule, expr }, scaledTimes(scale), 1).parts.source;
    const rules = "increase(prometheus_rule_evaluation_failures_total[5m]) > 0";
    expect([source(rules, 1), source(rules, 10)]).toEqual([30 * SECOND, 3 * SECOND]);
    const blocks = "increase(prometheus_tsdb_reloads_failures_total[15m]) > 0";
    expect([source(blocks, 1), source(blocks, 10)]).toEqual([MINUTE, MINUTE]);
  });

  it("is, of information that joins what was told, a day", () => {
    const info = { ...rule, labels: { severity: "info" } };
    expect(worstDelay(info, TIMES, 1).joining).toBe(175 * SECOND + 24 * HOUR);
  });

  it("of an alert with several rules is that of the first that fires", () => {
    const slow = { ...rule, for: "1h" } as const;
    const groups = [{ name: "g", rules: [slow, rule, { record: "r", expr: "x" }] }];
    expect(worstDelays(groups, TIMES, 1)).toMatchObject([
      { alert: "X", rule, total: 185 * SECOND },
    ]);
  });
});
