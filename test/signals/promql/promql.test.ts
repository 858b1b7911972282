import { by, promql } from "../../../signals/promql/promql";
import { recordedBuckets } from "../../../signals/promql/recordedRate";
import { buckets, not, where } from "../../../signals/promql/selector";
import { backend as m } from "../../../service/metrics/catalog";

describe("promql", () => {
  it("keeps the labels of series selected by topk()", () => {
    const query = promql`topk(3, ${m.autodealgenie_deals})`;
    expect(query.labels).toContain("status");
  });

  it("renders a query on one line", () => {
    const query = promql`
      sum by (${by("route")}) (rate(${where(m.http_requests_total, { status: /5../ })}[${"5m"}]))
        /
      sum by (${by("route")}) (rate(${m.http_requests_total}[5m]))`;
    expect(query.text).toBe(
      'sum by (route) (rate(http_requests_total{status=~"5.."}[5m])) / sum by (route) (rate(http_requests_total[5m]))',
    );
  });

  it("keeps the white space inside quotes", () => {
    const query = promql`${where(m.http_requests_in_flight, { pod: "a  by () (b)" })}   + 1`;
    expect(query.text).toBe('http_requests_in_flight{pod="a  by () (b)"} + 1');
  });

  it("puts parentheses around a query in a query", () => {
    const inner = promql`sum by (${by()}) (${m.http_requests_in_flight})`;
    expect(promql`${inner} * 2`.text).toBe("(sum(http_requests_in_flight)) * 2");
  });

  it("knows the labels of the result", () => {
    const gauge = m.autodealgenie_deals;
    expect(promql`${gauge}`.labels).toEqual(expect.arrayContaining(["status", "job", "pod"]));
    expect(promql`sum by (${by("status", "pod")}) (${gauge})`.labels).toEqual(["status", "pod"]);
    expect(promql`sum by (${by()}) (${gauge})`.labels).toEqual([]);
    expect(promql`vector(1)`.labels).toEqual([]);
  });

  it("drops the bucket label in a quantile", () => {
    const of = buckets(m.http_request_duration_seconds);
    const query = promql`histogram_quantile(0.9, sum by (${by("le", "route")}) (rate(${of}[5m])))`;
    expect(query.labels).toEqual(["route"]);
  });

  it("reads scraped series over a rule's window, and recorded rates over a panel's", () => {
    const rate = recordedBuckets(m.http_request_duration_seconds, "backend", ["route"]);
    const recorded = "environment_route_le:http_request_duration_seconds_bucket:rate";
    const summed = (window: "5m" | "$__rate_interval") =>
      promql`sum by (${by("le")}) (${rate.rate(window, { route: "/a" })})`;
    expect(summed("5m").text).toBe(
      'sum by (le) (rate(http_request_duration_seconds_bucket{job="backend",route="/a"}[5m]))',
    );
    expect(summed("5m").reads).toEqual({ http_request_duration_seconds_bucket: "histogram" });
    expect(summed("$__rate_interval").text).toBe(
      `sum by (le) (avg_over_time(${recorded}{route="/a"}[$__rate_interval]))`,
    );
    expect(summed("$__rate_interval").reads).toEqual({ [recorded]: "gauge" });
    expect(rate.rule()).toEqual({
      record: recorded,
      expr: 'sum by (environment, route, le) (rate(http_request_duration_seconds_bucket{job="backend"}[75s]))',
      labels: {},
    });
  });

  it("rejects rates that are not summed, because scraped and recorded series differ", () => {
    const rates = recordedBuckets(m.http_request_duration_seconds, "backend").rate("5m");
    const message = "Sum up the rates, by (${by()}) to one: rate(http_request_duration";
    expect(() => promql`${rates}`).toThrow(message);
    expect(() => promql`max by (${by("le")}) (${rates})`).toThrow(message);
    expect(() => promql`sum by (${by("le")}) (${rates} * 2)`).toThrow(message);
  });

  it("knows the series it reads, including those of nested queries", () => {
    const inner = promql`sum by (${by()}) (rate(${m.http_requests_total}[5m]))`;
    const of = buckets(m.http_request_duration_seconds);
    const query = promql`${inner} / sum by (${by()}) (rate(${of}[5m]))`;
    expect(query.reads).toEqual({
      http_requests_total: "counter",
      http_request_duration_seconds_bucket: "histogram",
    });
  });

  it.each([
    ["invalid PromQL", () => promql`rate(${m.http_requests_total}[5m]`, "Not PromQL"],
    ["a metric as text", () => promql`rate(http_requests_total[5m])`, "written as text"],
    ["matchers as text", () => promql`${m.autodealgenie_deals}{status="won"}`, "to where()"],
    [
      "a label that no series has",
      () => promql`sum by (rout) (${m.http_requests_in_flight})`,
      'Label "rout" is on none',
    ],
    [
      "an aggregation that does not specify the labels it keeps",
      () => promql`sum(${m.http_requests_in_flight})`,
      "Say which labels this keeps",
    ],
    [
      "nested aggregations with different groupings",
      () => promql`max by (${by()}) (sum by (${by("pod")}) (${m.http_requests_in_flight}))`,
      "a query of its own",
    ],
    ["the raw value of a counter", () => promql`${m.http_requests_total} > 5`, "only ever rises"],
    [
      "a sum of raw counter values",
      () => promql`sum by (${by()}) (${m.http_requests_total})`,
      "only ever rises",
    ],
    [
      "the rate of a gauge",
      () => promql`rate(${m.http_requests_in_flight}[5m])`,
      "is a gauge, which has no rate()",
    ],
  ])("rejects %s", (_, query, message) => {
    expect(query).toThrow(message);
  });
});

describe("where", () => {
  const requests = m.http_requests_total;
  const failures = m.autodealgenie_auth_failures_total;

  it.each([
    [where(requests, { status: "200" }), '{status="200"}'],
    [where(requests, { status: /5../, job: "backend" }), '{status=~"5..",job="backend"}'],
    [where(requests, { route: /\/a\/.*/ }), '{route=~"/a/.*"}'],
    [where(failures, { reason: ["inactive", "bad_token"] }), '{reason=~"inactive|bad_token"}'],
    [where(failures, { reason: ["inactive"] }), '{reason="inactive"}'],
    [where(failures, { reason: not("inactive") }), '{reason!="inactive"}'],
    [where(requests, { route: not("/a", "/b.c") }), '{route!~"/a|/b\\\\.c"}'],
    [where(requests, { route: 'a"b' }), '{route="a\\"b"}'],
    [where(requests, {}), ""],
  ])("renders matchers (%#)", (selector, matchers) => {
    expect(selector.text).toBe(`${selector.metric}${matchers}`);
  });

  it("rejects a regular expression that matches none of a label's values", () => {
    expect(() => where(failures, { reason: /bad_pass.*/ })).toThrow(
      'matches no value of "reason" (bad_credentials, inactive, bad_token)',
    );
  });
});
