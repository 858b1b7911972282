import { API_TIMEOUT, apiTime, slowAttempts } from "../../signals/externalApis";
import { latency, slowRequests } from "../../signals/backend";
import { slowerThan } from "../../signals/slowerThan";
import { seconds } from "../../signals/promql/units";
import { backend as m } from "../../service/metrics/catalog";
import { PATIENCE } from "../../service/upstream/client";

it("requires a quantile above its limit and enough slow requests", () => {
  const slow = slowerThan(
    seconds(2),
    latency(0.95),
    "5m",
    slowRequests,
    m.http_request_duration_seconds,
  );
  expect(slow.query.text).toMatch(
    /^histogram_quantile\(0\.95, .*\) > 2 and .*le=~"2\|.*\[15m\].* >= 10$/,
  );
});

it("rejects a limit that no measurement can exceed", () => {
  const histogram = m.http_request_duration_seconds;
  expect(() => slowerThan(seconds(10), latency(0.95), "5m", slowRequests, histogram)).toThrow(
    "A limit of 10 s on http_request_duration_seconds is never exceeded: it is measured up to 10 s. Set a lower one.",
  );
});

it("rejects a limit above the timeout that the service applies", () => {
  expect(API_TIMEOUT.value * 1000).toBe(PATIENCE.timeout);
  const histogram = m.autodealgenie_external_api_duration_seconds;
  expect(() => slowerThan(seconds(5), apiTime, "5m", slowAttempts, histogram, API_TIMEOUT)).toThrow(
    "it is given up after 2 s",
  );
});

it("counts requests slower than the next lower bucket bound", () => {
  const text = (limit: number) => slowRequests(seconds(limit)).query("15m").text;
  expect(text(2.2)).toBe(text(2));
  expect(text(2)).not.toBe(text(2.5));
  expect(text(0.001)).not.toContain(" - ");
});
