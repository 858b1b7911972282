import { prometheus } from "../infra/exporters/prometheus";
import { down, downTargets } from "../infra/signals/availability";
import { errorRatio, LEAST_TRAFFIC, requestRate } from "../infra/signals/backend";
import { panel, PLACES } from "../infra/signals/places";
import { alert } from "./alert";
import { downOrAbsent, eachOf } from "./text";

export const backendAlerts = [
  alert("HighErrorRate", ({ limit, window }) => ({
    when: errorRatio.above(limit, window).and(requestRate.atLeast(LEAST_TRAFFIC, window)),
    component: "backend",
    summary: () => "The backend fails too many requests.",
    description: (_, value) =>
      `${value} of all users' requests are answered with a 5xx status; the limit is ${limit * 100}%.`,
    view: panel(PLACES.systemOverview, "errorRate"),
  })),
  alert("ServiceDown", () => ({
    when: down(prometheus.up, "backend"),
    component: "backend",
    summary: () => "The backend is down, as a whole or in part.",
    description: () =>
      downOrAbsent({
        down: `These pods of the backend do not answer: ${eachOf(downTargets("backend"), "pod")}.`,
        absent: "Prometheus finds no pod of the backend at all.",
      }),
    view: panel(PLACES.systemOverview, "requestRate"),
  })),
];
