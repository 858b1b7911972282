import { prometheus as p } from "./exporters/prometheus";
import { by, promql } from "./promql/promql";
import { not, where } from "./promql/selector";
import { Signal } from "./promql/signal";

/** The alerts that fire now, except the one that always does. */
export const firingFor = new Signal({
  title: "Firing alerts",
  description:
    "Each alert that fires now, and how long its condition has lasted; for several instances, the longest.",
  unit: "seconds",
  query: () => {
    const began = where(p.ALERTS_FOR_STATE, { severity: not("none") });
    const firing = where(p.ALERTS, { alertstate: "firing", severity: not("none") });
    return promql`
      max by (${by("alertname", "severity", "component")}) (
        (time() - ${began}) and ignoring (alertstate) ${firing}
      )`;
  },
});
