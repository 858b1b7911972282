/* Each line here must fail to compile: `tsc` reports an unused @ts-expect-error where one does not. */
import { alert } from "../alert-rules/alert";
import { listed } from "../alert-rules/alerts";
import { eachOf } from "../alert-rules/text";
import { dial, lines, trace } from "../dashboards/grafana";
import { prometheus } from "../signals/exporters/prometheus";
import { by, promql } from "../signals/promql/promql";
import { recordedRate } from "../signals/promql/recordedRate";
import { buckets, not, where } from "../signals/promql/selector";
import { milliseconds, percent, perSecond, seconds } from "../signals/promql/units";
import { someDown } from "../signals/availability";
import {
  errorRatio,
  requestRate,
  requestRateByRoute,
  requestRateByStatus,
} from "../signals/backend";
import { memory } from "../signals/process";
import { requests } from "../signals/rates";
import { policiesWith } from "../alert-rules/policies";
import { panel, PLACES } from "../signals/places";
import { backend as m } from "../service/metrics/catalog";
import { counter, defineMetrics, gauge } from "../service/metrics/define";

const rest = {
  when: someDown("backend"),
  component: "backend",
  summary: () => "",
  description: () => "",
  view: panel(PLACES.systemOverview, "latency"),
} as const;
const policy = { for: "2m", severity: "critical" } as const;
const text = { title: "", description: "", empty: "" };

export const mistakes = [
  // @ts-expect-error no such metric
  () => promql`rate(${m.http_request_total}[5m])`,
  // @ts-expect-error a metric is a handle, never a string
  () => promql`rate(${"http_requests_total"}[5m])`,
  // @ts-expect-error a histogram is read through buckets()
  () => promql`rate(${m.http_request_duration_seconds}[5m])`,
  // @ts-expect-error only a histogram has buckets
  () => buckets(m.http_requests_total),
  // @ts-expect-error no such label to group by
  () => promql`sum by (${by("rout")}) (rate(${m.http_requests_total}[5m]))`,
  // @ts-expect-error the inner query kept no label
  () => promql`sum by (${by("route")}) (${requestRate.query("5m")})`,
  // @ts-expect-error the recording does not keep this label
  () => promql`sum by (${by("pod")}) (${requests.rate("5m")})`,
  // @ts-expect-error nor can it be narrowed by it
  () => requests.rate("5m", { pod: "a" }),
  // @ts-expect-error the metric has no such label to keep
  () => recordedRate(m.http_requests_total, "backend", ["reason"]),
  // @ts-expect-error a gauge has no rate to record
  () => recordedRate(m.http_requests_in_flight, "backend"),
  // @ts-expect-error no such window
  () => requestRate.query("5 minutes"),

  // @ts-expect-error no such label to match
  () => where(m.http_requests_total, { statuss: "500" }),
  // @ts-expect-error no such value of the label
  () => where(m.autodealgenie_auth_failures_total, { reason: "nope" }),
  // @ts-expect-error no such value among several
  () => where(m.autodealgenie_auth_failures_total, { reason: ["bad_token", "nope"] }),
  // @ts-expect-error no such value to leave out
  () => where(m.autodealgenie_auth_failures_total, { reason: not("nope") }),
  // @ts-expect-error the metric has no label of its own
  () => where(m.autodealgenie_user_signups_total, { reason: "inactive" }),
  // @ts-expect-error nor has this one of somebody else's
  () => where(prometheus.up, { reason: "inactive" }),
  // @ts-expect-error no such job
  () => where(m.http_requests_total, { job: "autodealgenie-backend" }),
  // @ts-expect-error no such label of a histogram
  () => buckets(m.http_request_duration_seconds, { status: "500" }),

  // @ts-expect-error seconds are no ratio
  () => errorRatio.above(milliseconds(500), "5m"),
  // @ts-expect-error a bare number has no unit
  () => errorRatio.above(0.05, "5m"),
  // @ts-expect-error Grafana's window means nothing to Prometheus
  () => errorRatio.above(percent(5), "$__rate_interval"),
  // @ts-expect-error series of other labels would never match
  () => errorRatio.above(percent(5), "5m").and(requestRateByRoute.above(perSecond(1), "5m")),
  // @ts-expect-error nothing of this name is scraped
  () => someDown("postgres"),

  // @ts-expect-error the panel's query does not keep this label
  () => trace(requestRateByRoute, ({ status }) => status),
  // @ts-expect-error no label is left once all is summed
  () => trace(requestRate, ({ route }) => route),
  () =>
    lines({
      ...text,
      // @ts-expect-error one axis has one unit
      traces: [trace(requestRateByStatus, () => ""), trace(memory, () => "")],
    }),
  () =>
    dial({
      ...text,
      trace: trace(errorRatio, () => ""),
      // @ts-expect-error a ratio's scale does not end at a number of seconds
      max: seconds(1),
      levels: { raised: percent(1), high: percent(5) },
    }),

  // @ts-expect-error the alert's query does not keep this label
  () => alert("A", { policy, rule: () => ({ ...rest, summary: ({ pod }) => pod }) }),
  // @ts-expect-error no such component
  () => alert("A", { policy, rule: () => ({ ...rest, component: "backand" }) }),
  // @ts-expect-error a policy has no such field
  () => alert("A", { policy: { ...policy, windw: "5m" }, rule: () => rest }),
  // @ts-expect-error this policy has no window
  () => alert("A", { policy, rule: ({ window }) => ({ ...rest, summary: () => window }) }),
  // @ts-expect-error this alert has no limit
  () => policiesWith({}).ServiceDown.limit,
  () =>
    alert("A", {
      policy: { ...policy, limit: seconds(2) },
      // @ts-expect-error a limit in seconds for a ratio
      rule: ({ limit }) => ({ ...rest, when: errorRatio.above(limit, "5m") }),
    }),
  // @ts-expect-error no alert of this name inhibits it
  () => listed([alert("A", { policy, inhibitedBy: ["RedisDwn"], rule: () => rest })]),
  // @ts-expect-error nor is there one to be a degree of
  () => listed([alert("A", { policy, degreeOf: "DiskSpaceLo", rule: () => rest })]),
  () =>
    listed([
      // @ts-expect-error no such job
      alert("A", { policy, inhibitedBy: [{ alert: "A", job: "redis" }], rule: () => rest }),
    ]),
  // @ts-expect-error no such alert
  () => policiesWith({ ServiceIsDown: { for: "5m" } }),
  // @ts-expect-error no such severity
  () => policiesWith({ ServiceDown: { severity: "page" } }),
  // @ts-expect-error no duration
  () => policiesWith({ ServiceDown: { for: "5" } }),
  // @ts-expect-error the dashboard has no such panel
  () => panel(PLACES.systemOverview, "errors"),
  // @ts-expect-error the query does not keep this label
  () => eachOf(requestRateByRoute.query("5m"), "pod"),

  // @ts-expect-error a counter's name ends in _total
  () => defineMetrics({ requests: counter("Requests."), in_flight: gauge("In flight.") }),
];
