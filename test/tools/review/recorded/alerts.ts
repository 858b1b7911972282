import { replace, setIn } from "./edit";
import { edits, settings, type Recorded } from "./record";

interface Group {
  readonly rules: readonly { readonly labels?: { readonly slo?: string } }[];
}

const group = (name: string) => ["groups", { name }, "rules"] as const;
const rule = (name: string, alert: string) => [...group(name), { alert }] as const;

export const alertRecords: readonly Recorded[] = [
  {
    title: "an alert's limit and wait are tightened",
    change: settings({ alerts: { HighErrorRate: { limit: 0.02, for: "2m" } } }),
    tells: `
Alerts
  HighErrorRate outage: limit 5 % -> 2 %, waits 5 min -> 2 min; worst-case page 6 min 28 s -> 3 min 19 s

Panels
  System Overview / Error Rate (5xx): limit yellow from 1 %, red from 5 % -> yellow from 1 %, red from 2 %
`,
  },
  {
    title: "an alert's window is widened",
    change: settings({ alerts: { SlowQueries: { window: "30m" } } }),
    tells: `
Alerts
  DatabaseDown outage: keeps firing for 11 min 15 s -> 6 min 15 s
  SlowQueries: window 10 min -> 30 min; worst-case message 21 min 13 s -> 41 min 13 s
`,
  },
  {
    title: "an alert's latency limit is raised",
    change: settings({ alerts: { HighAPILatency: { limit: 2.5 } } }),
    tells: `
Alerts
  HighAPILatency: query … 2 … le=~"2|2\\\\.0" … -> … 2.5 … le="2.5" …
  AlertBlind backend: query … le=~"2|2\\\\.0" … ~\\"2|2\\\\\\\\.0 … , AvailabilityBudgetBurn, LatencyBudgetBurn, SlowRequestBudgetBurn … ) and on (job) ( … -> … le="2.5" … \\"2.5 … or label_replace(label_replace(label_replace(max by ()  … dgetBurn, LatencyBudgetBurn, SlowRequestBudgetBurn", "", "")) and on (job) ( …

Panels
  Application / Latency by Route (p95), System Overview / API Latency Percentiles: limit yellow from 1 s, red from 2 s -> yellow from 1 s, red from 2.5 s
`,
  },
  {
    title: "an alert no longer pages",
    change: settings({ alerts: { DiskSpaceLow: { severity: "warning" } } }),
    tells: `
Alerts that no longer page
  alert DiskSpaceLow many: gone; no longer notifies PagerDuty, Slack #critical-alerts
  alert DiskSpaceLow: severity critical -> warning; notifies PagerDuty, Slack #critical-alerts -> Slack #warnings
`,
  },
  {
    title: "an alert pages from now on",
    change: settings({ alerts: { SlowQueries: { severity: "critical" } } }),
    tells: `
Alerts
  SlowQueries: severity warning -> critical; notifies Slack #warnings -> PagerDuty, Slack #critical-alerts
`,
  },
  {
    title: "an alert is removed",
    change: edits(setIn("alerts.yml", rule("database", "DatabaseDown"), undefined)),
    tells: `
Alerts that no longer page
  alert DatabaseDown outage: gone; no longer notifies PagerDuty, Slack #critical-alerts
`,
  },
  {
    title: "an alert is renamed",
    change: edits(setIn("alerts.yml", [...rule("cache", "RedisDown"), "alert"], "CacheDown")),
    tells: `
Alerts
  CacheDown outage: name RedisDown -> CacheDown
`,
  },
  {
    title: "an alert is added",
    change: edits(
      setIn("alerts.yml", group("cache"), (rules: readonly unknown[]) => [
        ...rules,
        {
          alert: "KeysEvicted",
          expr: 'sum(rate(redis_evicted_keys_total{job="redis-exporter"}[5m])) > 10',
          for: "10m",
          labels: { severity: "warning", component: "cache" },
          annotations: { summary: "Redis forgets what it is to keep." },
        },
      ]),
    ),
    tells: `
Alerts
  KeysEvicted: new, warning/cache, "Redis forgets what it is to keep.", notifies Slack #warnings; worst-case message 16 min 13 s
`,
  },
  {
    title: "an alert's query and description include more requests",
    change: edits(
      setIn("alerts.yml", [...rule("backend", "HighErrorRate"), "expr"], (expr: string) =>
        expr.replace('status=~"5.."', 'status=~"5..|429"'),
      ),
      replace(
        "alerts.yml",
        "of all users'' requests are answered with a 5xx status;",
        "of all users'' requests are answered with a 5xx or 429 status;",
      ),
    ),
    tells: `
Alerts
  HighErrorRate outage: query … status=~"5.." … -> … status=~"5..|429" …, description "5xx" -> "5xx or 429"
`,
  },
  {
    title: "an alert's query is invalid, and an objective is removed",
    change: edits(
      setIn("alerts.yml", [...rule("cache", "RedisDown"), "expr"], "min(redis_up ==="),
      setIn("alerts.yml", ["groups"], (groups: readonly Group[]) =>
        groups.map((each) => ({
          ...each,
          rules: each.rules.filter(({ labels }) => labels?.slo !== "slowRequests"),
        })),
      ),
    ),
    tells: `
Alerts that no longer page
  alert SlowRequestBudgetBurn fastest outage, SlowRequestBudgetBurn fast outage: gone; no longer notifies PagerDuty, Slack #critical-alerts
  alert SlowRequestBudgetBurn slow, SlowRequestBudgetBurn slowest: gone; no longer notifies Slack #warnings

Gone
  objective slowRequests: 18 rules gone

Alerts
  RedisDown outage: query (max by (job) ((avg_over_time(redis_up{job="redis-exporter"}[90s]) and redis_u … redis_up{job="redis-exporter"}[3m]) and redis_up{job="redis-exporter"})) == 0) -> min(redis_up ===
`,
  },
  {
    title: "an objective is lowered",
    change: settings({ slos: { availability: { objective: 0.995 } } }),
    tells: `
Alerts
  AvailabilityBudgetBurn fastest outage: description "99.9%" -> "99.5%"; worst-case page 3 min 5 s -> 6 min 33 s
  AvailabilityBudgetBurn fast outage: description "99.9%" -> "99.5%"; worst-case page 9 min 23 s -> 18 min 1 s
  AvailabilityBudgetBurn slow, AvailabilityBudgetBurn slowest: description "99.9%" -> "99.5%"; worst-case message 15 min 33 s -> 32 min 49 s

Objectives
  availability: objective 99.9 % -> 99.5 %

Panels
  Objectives / Availability SLI: limit green from 99.9 % -> green from 99.5 %
`,
  },
];
