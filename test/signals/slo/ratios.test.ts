import { objectiveGroups } from "../../../alert-rules/slos";
import { ruleFiles } from "../../../infra/rendered-config/rules";
import { bucket } from "../../../signals/promql/bucket";
import { load } from "js-yaml";
import { backend } from "../../../service/metrics/catalog";
import { context } from "../../support/declared";
import { ask } from "../../support/promtool";
import type { RuleGroup } from "../../../alert-rules";

const groups = objectiveGroups(context);
const request = (status: number, pod = "a", route = "/deals") =>
  `http_requests_total{job="backend",pod="${pod}",method="GET",route="${route}",status="${status}"}`;
const within = (le: string, pod = "a") =>
  `http_request_duration_seconds_bucket{job="backend",pod="${pod}",method="GET",route="/deals",le="${le}"}`;

const kept = (slo: string) => `slo:bad_requests:ratio_period{slo="${slo}"}`;
const burn = (tier: string, window: string, slo = "availability") =>
  `slo_tier_window:error_budget:burn{slo="${slo}",tier="${tier}",window="${window}"}`;
const one = (labels: string, value: number) => [{ labels, value }];

it("divides all bad requests by all requests instead of averaging ratios over time", () => {
  // One request per second for an hour, then a hundred per second for half an hour, of which a tenth fail.
  const series = {
    [request(200)]: "0+15x240 4950+1350x119 165600x20",
    [request(500)]: "0x240 150+150x119 18000x20",
  };
  // 18000 of 183600. The average of the ratios of three half hours would be 0.033.
  const expr = `round(${kept("availability")}, 0.001)`;
  ask({ series, at: "94m", expr, yields: one('{slo="availability"}', 0.098) }, groups);
});

it("counts the requests and the bad requests of the period", () => {
  const series = { [request(200)]: "0+54x120 6480x10", [request(503, "b")]: "0+6x120 720x10" };
  const expr = (name: string) => `round(${name}{slo="availability"}, 100)`;
  const labels = '{slo="availability"}';
  // One per second for two hours, plus the time in which the recorded rate forgets them.
  const asked = { series, interval: "1m", at: "130m" } as const;
  ask({ ...asked, expr: expr("slo:requests:increase_period"), yields: one(labels, 7200) }, groups);
  ask(
    { ...asked, expr: expr("slo:bad_requests:increase_period"), yields: one(labels, 700) },
    groups,
  );
});

it.each(["fastest", "fast", "slow", "slowest"])(
  "calculates the %s tier's burn rates correctly from the first minutes on",
  (tier) => {
    const series = { [request(200)]: "0+98x15", [request(500)]: "0+2x15" };
    for (const window of ["long", "short"]) {
      const labels = `{__name__="slo_tier_window:error_budget:burn",slo="availability",tier="${tier}",window="${window}"}`;
      const yields = one(labels, 20);
      ask({ series, interval: "1m", at: "15m", expr: burn(tier, window), yields }, groups);
    }
  },
);

it("yields 0 instead of NaN without traffic, and nothing if no backend was ever scraped", () => {
  const quiet = { [request(200)]: "7x40", [request(500)]: "3x40" };
  const read = [kept("availability"), burn("fastest", "long"), burn("slowest", "short")];
  for (const expr of read) {
    const asked = { interval: "1m", at: "30m", expr: `max(${expr})` } as const;
    ask({ ...asked, series: quiet, yields: one("{}", 0) }, groups);
    ask({ ...asked, series: { 'up{job="prometheus"}': "1x40" }, yields: [] }, groups);
  }
});

it("counts neither restarts nor probes as user requests", () => {
  const series = {
    [request(200)]: "6000+98x10 0+98x10",
    [request(500)]: "900+2x10 0+2x10",
    [request(503, "a", "/ready")]: "0+600x20",
  };
  const expr = `round(max(${burn("fastest", "long")}), 0.5)`;
  ask({ series, interval: "1m", at: "20m", expr, yields: one("{}", 20) }, groups);
});

it("distinguishes fast from slow requests, whether the bucket bound is 2 or 2.0", () => {
  const series = {
    [within("0.5")]: "0+80x20",
    [within("2.0")]: "0+95x20",
    [within("+Inf")]: "0+100x20",
    [within("0.5", "b")]: "0+80x20",
    [within("2", "b")]: "0+95x20",
    [within("+Inf", "b")]: "0+100x20",
  };
  const asked = { series, interval: "1m", at: "20m" } as const;
  const share = (slo: string) => `round(max(${kept(slo)}), 0.001)`;
  ask({ ...asked, expr: share("latency"), yields: one("{}", 0.2) }, groups);
  ask({ ...asked, expr: share("slowRequests"), yields: one("{}", 0.05) }, groups);
});

it("gives every request the same weight in a long window, whenever it is scraped", () => {
  // A request every 15 s, of which every 40th fails: each failure falls at a different phase of the evaluations.
  const series = {
    [request(200)]: "0+1x480",
    [request(500)]: Array.from({ length: 480 }, (_, i) => Math.floor(i / 40)).join(" "),
  };
  const expr = `round(max(${kept("availability")}), 0.002)`;
  // 12 of 492.
  ask({ series, interval: "15s", at: "118m", expr, yields: one("{}", 0.024) }, groups);
});

it("works with all times scaled down, as in the local cluster", () => {
  const scaled = load(ruleFiles(groups, 5)["alerts.yml"]!) as { groups: RuleGroup[] };
  const series = { [request(200)]: "0+294x60", [request(500)]: "0+6x60" };
  const asked = { series, interval: "3s", at: "3m" } as const;
  const max = (expr: string) => `round(max(${expr}), 0.001)`;
  ask({ ...asked, expr: max(kept("availability")), yields: one("{}", 0.02) }, scaled.groups);
  ask({ ...asked, expr: max(burn("slowest", "long")), yields: one("{}", 20) }, scaled.groups);
});

it("rejects a limit that is not a bucket bound", () => {
  expect(() => bucket(backend.http_request_duration_seconds, 0.3)).toThrow(
    "http_request_duration_seconds has no bucket up to 0.3. Take one of 0.005, ",
  );
  expect(bucket(backend.http_request_duration_seconds, 0.5).text).toBe(
    'http_request_duration_seconds_bucket{le="0.5"}',
  );
  expect(bucket(backend.http_request_duration_seconds, 2, { job: "backend" }).text).toBe(
    'http_request_duration_seconds_bucket{job="backend",le=~"2|2\\\\.0"}',
  );
});
