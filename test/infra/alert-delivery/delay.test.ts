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

describe("the delay from a full fault until the condition holds", () => {
  const RATIO = "sum(rate(bad[5m])) / sum(rate(all[5m]))";
  it.each([
    ["no delay without a window", "pg_up == 0 or absent(pg_up)", 0],
    ["no delay for a ratio of gauges", "a / b > 0.8", 0],
    ["a ratio takes the limit's share of the window", `${RATIO} > 0.05`, 15 * SECOND],
    ["a ratio in parentheses takes the same", `((${RATIO})) > (0.05)`, 15 * SECOND],
    ["a falling ratio takes the remaining share", `${RATIO} < 0.8`, MINUTE],
    ["one minus a ratio takes the limit's share", `1 - ${RATIO} > 0.2`, MINUTE],
    ["an aggregated ratio takes the same as each", `max by (x) (${RATIO}) > 0.05`, 15 * SECOND],
    [
      "a quantile takes the share above it",
      "histogram_quantile(0.95, sum by (le) (rate(h_bucket[5m]))) > 2",
      15 * SECOND,
    ],
    ["no delay for a limit of 0", "rate(errors[5m]) > 0", 0],
    ["a rate takes the whole window", "rate(all[5m]) > 100", 5 * MINUTE],
    ["a trend takes the whole window", "predict_linear(free[6h], 345600) < 0", 6 * HOUR],
    ["a subquery takes its whole range", "avg_over_time(rate(a[1m])[10m:1m]) > 7", 10 * MINUTE],
    ["a duration literal is a number", "time_left < 14d", 0],
    [
      "no delay for the time left until a deadline",
      "max(last_over_time(ends[7d]) - time()) < 1209600",
      0,
    ],
    ["a maximum rises with one bad sample", "max by (pod) (max_over_time(waits[5m])) >= 1", 0],
    ["a minimum falls with one bad sample", "min_over_time(up[5m]) < 1", 0],
    [
      "a maximum of rates takes the window of one rate",
      "max_over_time(rate(a[1m])[10m:1m]) > 7",
      MINUTE,
    ],
    ["a maximum falls after the whole window", "max_over_time(a[5m]) < 1", 5 * MINUTE],
    [
      "a traffic condition with `>=` adds no delay",
      `${RATIO} > 0.05 and rate(all[5m]) >= 0.1`,
      15 * SECOND,
    ],
    ["`>=` alone is not a traffic condition", "increase(restarts[5m]) >= 1", 5 * MINUTE],
    ["`and` takes the later side", `${RATIO} > 0.05 and rate(all[10m]) > 3`, 10 * MINUTE],
    ["`or` takes the later side", `${RATIO} > 0.05 or rate(all[10m]) > 3`, 10 * MINUTE],
    [
      "`or` takes the earlier side if both measure the same",
      "avg_over_time(up[90s]) < 0.5 or avg_over_time(up[10m]) < 0.6 and min_over_time(up[3m]) == 0",
      45 * SECOND,
    ],
    [
      "`or absent()` takes the later side",
      "avg_over_time(up[90s]) < 0.5 or absent(up)",
      45 * SECOND,
    ],
    [
      "`or` takes the later side if each needs its whole window",
      "deriv(free[1h]) < -7 or deriv(free[8h]) < -1",
      8 * HOUR,
    ],
    [
      "a mean that falls from 1 to 0 takes the remaining share",
      "avg_over_time(up[10m]) < 0.6",
      4 * MINUTE,
    ],
    [
      "a mean over a subquery takes the remaining share",
      "avg_over_time((max(up))[10m:15s]) < 0.6",
      4 * MINUTE,
    ],
    [
      "a required number of moments adds no delay",
      "avg_over_time((a > 0.8)[5m:15s]) and count_over_time((a > 0.8)[5m:15s]) >= 12",
      0,
    ],
    [
      "a required number of moments keeps the condition's own delay",
      `count by (x) (avg_over_time((${RATIO} > 0.05)[5m:15s]) and count_over_time((${RATIO} > 0.05)[5m:15s]) >= 12)`,
      15 * SECOND,
    ],
    [
      "the right side of `unless` adds no delay",
      `${RATIO} > 0.05 unless rate(x[1h]) > 3`,
      15 * SECOND,
    ],
    ["a recording takes what its expression takes", 'burn{tier="fast"} > 14.4', 51_840],
    ["an aggregated recording takes the same as each", 'max(burn{tier="fast"}) > 14.4', 51_840],
    [
      "a recording of recordings waits for their windows, too",
      'burn{tier="slow"} > 6',
      129_600 + 5 * MINUTE,
    ],
    ["a recorded rate takes its whole window", "bad:rate > 3", 5 * MINUTE],
  ])("%s: %s", (_what, expr, expected) => {
    expect(detectionDelay(expr, recordingsOf([RECORDED]))).toBeCloseTo(expected, -1);
  });

  it("cannot be determined for invalid PromQL", () => {
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
])("heldFor returns the time until a condition has held often enough: %s", (expr, expected) => {
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

  it("includes `for`, rounded up to whole evaluation intervals", () => {
    const pending = (wait: "0s" | "1s" | "30s" | "45s") =>
      worstDelay({ ...rule, for: wait }, TIMES, 1).parts.pending;
    expect([pending("0s"), pending("1s"), pending("30s"), pending("45s")]).toEqual([
      0,
      30 * SECOND,
      30 * SECOND,
      MINUTE,
    ]);
  });

  it("includes a peer timeout for each Alertmanager before the last", () => {
    expect(worstDelay(rule, TIMES, 3).parts.cluster).toBe(8 * SECOND);
  });

  it("includes the intervals of the recording rules that are read, and of the rule's own group", () => {
    const evaluation = (expr: string, own: TimedGroup[] = []) =>
      worstDelay({ ...rule, expr }, TIMES, 1, [RECORDED, ...own]).parts.evaluation;
    expect(evaluation('burn{tier="slow"} > 6')).toBe(90 * SECOND);
    const reader = { ...rule, expr: "bad:rate > 3" };
    const together = { ...RECORDED, rules: [...RECORDED.rules, reader] };
    expect(worstDelay(reader, TIMES, 1, [together]).parts.evaluation).toBe(MINUTE);
  });

  it("includes the exporter's own interval, which no time scale shortens", () => {
    const expr = "kubelet_volume_stats_available_bytes / kubelet_volume_stats_capacity_bytes < 0.1";
    expect(worstDelay({ ...rule, expr }, TIMES, 1).parts.source).toBe(MINUTE);
    expect(worstDelay({ ...rule, expr }, scaledTimes(10), 1).parts.source).toBe(MINUTE);
  });

  it("includes the interval at which Prometheus itself looks for a fault", () => {
    const source = (expr: string, scale: number) =>
      worstDelay({ ...rule, expr }, scaledTimes(scale), 1).parts.source;
    const rules = "increase(prometheus_rule_evaluation_failures_total[5m]) > 0";
    expect([source(rules, 1), source(rules, 10)]).toEqual([30 * SECOND, 3 * SECOND]);
    const blocks = "increase(prometheus_tsdb_reloads_failures_total[15m]) > 0";
    expect([source(blocks, 1), source(blocks, 10)]).toEqual([MINUTE, MINUTE]);
  });

  it("is a day longer for an info alert that joins a notified group", () => {
    const info = { ...rule, labels: { severity: "info" } };
    expect(worstDelay(info, TIMES, 1).joining).toBe(175 * SECOND + 24 * HOUR);
  });

  it("is that of the rule that fires first if an alert has several", () => {
    const slow = { ...rule, for: "1h" } as const;
    const groups = [{ name: "g", rules: [slow, rule, { record: "r", expr: "x" }] }];
    expect(worstDelays(groups, TIMES, 1)).toMatchObject([
      { alert: "X", rule, total: 185 * SECOND },
    ]);
  });
});
