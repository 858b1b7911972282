import { declaredDashboards } from "../support/declared";
import { asker } from "../support/panels";

const asks = asker(declaredDashboards.find(({ uid }) => uid === "autodealgenie-monitoring")!);

it("counts the samples that any Prometheus rejects, by what is wrong with them", () => {
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
