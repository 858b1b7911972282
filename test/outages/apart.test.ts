import { keptApart, rulesApart, together } from "./apart";
import { answersOf } from "./engine";
import type { Samples } from "./series";

describe("a query over several outages", () => {
  it.each([
    ["sum(rate(a[5m]))", "sum by (played_outage) (rate(a[5m]))"],
    ["max by (job) (up)", "max by (job, played_outage) (up)"],
    ["topk(2, sum without (pod) (a))", "topk by (played_outage) (2, sum without (pod) (a))"],
    ["a and on () b", "a and on (played_outage) b"],
    ["a / ignoring (le) b", "a / ignoring (le) b"],
    [
      "avg_over_time((min(a) < 1)[3m:15s])",
      "avg_over_time((min by (played_outage) (a) < 1)[3m:15s])",
    ],
    [
      'max by (job) (absent(up{job="backend",pod=~"a.*"}))',
      'max by (job, played_outage) ((label_replace(max by (played_outage) (played), "job", "backend", "", "") unless on (played_outage) up{job="backend",pod=~"a.*"}))',
    ],
  ])("is rewritten to keep them apart: %s", (query, apart) => {
    expect(keptApart(query)).toBe(apart);
  });

  it.each(["vector(0)", "scalar(a)", "absent(sum(a))", "absent_over_time(a[5m])"])(
    "is rejected if they cannot be kept apart: %s",
    (query) => {
      expect(() => keptApart(query)).toThrow("kept apart");
    },
  );
});

it("detects a series that is missing in only one outage", async () => {
  const expr = 'max by (job) (absent(up{job="backend"}))';
  const rules = [{ record: "missing", labels: {}, expr }];
  const well = new Map<string, Samples>([['up{job="backend"}', [1, 1, 1]]]);
  const missing = new Map<string, Samples>([['up{job="other"}', [1, 1, 1]]]);
  const series = together([well, missing, well]);
  const answers = await answersOf(series, rulesApart([{ name: "g", rules }]), "missing", [30]);
  expect([...answers]).toEqual([[30, [{ job: "backend", played_outage: "1" }]]]);
});
