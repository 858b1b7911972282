import { prometheus } from "../infra/exporters/prometheus";
import { down, downTargets } from "../infra/signals/availability";
import { errorRatio, HIGH_ERROR_RATIO, LEAST_TRAFFIC, requestRate } from "../infra/signals/backend";
import { panel, PLACES } from "../infra/signals/places";
import { alert } from "./alert";
import { downOrAbsent, eachOf } from "./text";

export const backendAlerts = [
  alert("HighErrorRate", {
    when: errorRatio.above(HIGH_ERROR_RATIO, "5m").and(requestRate.atLeast(LEAST_TRAFFIC, "5m")),
    for: "5m",
    severity: "critical",
    component: "backend",
    summary: () => "The backend fails too many requests.",
    description: (_, value) =>
      `${value} of all users' requests are answered with a 5xx status; the limit is ${HIGH_ERROR_RATIO * 100}%.`,
    view: panel(PLACES.systemOverview, "errorRate"),
  }),
  alert("ServiceDown", {
    when: down(prometheus.up, "backend"),
    for: "2m",
    severity: "critical",
    component: "backend",
    summary: () => "The backend is down, as a whole or in part.",
    description: () =>
      downOrAbsent({
        down: `These pods of the backend do not answer: ${eachOf(downTargets("backend"), "pod")}.`,
        absent: "Prometheus finds no pod of the backend at all.",
      }),
    view: panel(PLACES.systemOverview, "requestRate"),
  }),
];
