import { PLACES } from "../infra/signals/places";
import { heartbeat } from "./alert";

export const monitoringAlerts = [
  heartbeat("Watchdog", {
    summary: "The alerting works.",
    description:
      "This alert always fires. The dead-man's switch outside expects it, and calls somebody when it stays away.",
    view: { uid: PLACES.systemOverview.uid },
  }),
];
