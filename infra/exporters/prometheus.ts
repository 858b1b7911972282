import { describeMetrics, gauge, OPEN } from "../../service/metrics/define";

/** The series that Prometheus makes itself: of each scrape, and of each alert. */
export const prometheus = describeMetrics({
  up: gauge("1 where the last scrape of a target succeeded, 0 where it failed.", {}),
  ALERTS: gauge("1 for each alert that is pending or firing.", {
    alertname: OPEN,
    alertstate: ["pending", "firing"],
    severity: OPEN,
    component: OPEN,
  }),
});
