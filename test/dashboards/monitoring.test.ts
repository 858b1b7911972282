import { declaredDashboards } from "../support/declared";
import { asker } from "../support/panels";

const asks = asker(declaredDashboards.find(({ uid }) => uid === "autodealgenie-monitoring")!);

it("counts the samples that all Prometheus replicas reject, by reason", () => {
  const rejected = (why: string, pod: string) =>
    `prometheus_target_scrapes_sample_${why}_total{job="prometheus",pod="${pod}"}`;
  const series = {
    [rejected("duplicate_timestamp", "a")]: "0+30x20",
    [rejected("duplicate_timestamp", "b")]: "0+15x20",
    [rejected("out_of_order", "a")]: "0+6x20",
    [rejected("out_of_bounds", "a")]: "7x20",
  };
  const title = "Rejected Samples (per second)";
  asks([title], series, { "{}": 3 });
  asks([title, "B"], series, { "{}": 0.4 });
  asks([title, "C"], series, { "{}": 0 });
});

it("counts each query once, although it goes through several phases", () => {
  const reached = (slice: string) =>
    `prometheus_engine_query_duration_seconds_count{job="prometheus",pod="a",slice="${slice}"}`;
  const series = {
    [reached("queue_time")]: "0+45x20",
    [reached("prepare_time")]: "0+30x20",
    [reached("inner_eval")]: "0+30x20",
    [reached("result_sort")]: "0+15x20",
  };
  asks(["Queries (per second)"], series, { "{}": 2 });
});
