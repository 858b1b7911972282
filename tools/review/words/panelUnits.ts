import { GRAFANA_UNIT } from "../../../dashboards/grafana/units";
import type { Unit } from "../../../signals/promql/units";

const UNITS = new Map(
  Object.entries(GRAFANA_UNIT).map(([unit, grafana]) => [grafana, unit as Unit]),
);

/** The unit of a panel's values; a plain number if it is not one of our units. */
export function panelUnit(grafana = ""): Unit {
  return UNITS.get(grafana) ?? "count";
}

const NAMES: Readonly<Record<Unit, string>> = {
  seconds: "seconds",
  bytes: "bytes",
  ratio: "percent",
  count: "a plain number",
  perSecond: "requests per second",
  operationsPerSecond: "operations per second",
  bytesPerSecond: "bytes per second",
  usdPerHour: "USD per hour",
};

/** The name of a Grafana unit, in words if it is one of ours. */
export function panelUnitText(grafana?: string): string {
  const unit = grafana === undefined ? "count" : UNITS.get(grafana);
  return unit === undefined ? String(grafana) : NAMES[unit];
}
