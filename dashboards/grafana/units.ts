import * as units from "@grafana/grafana-foundation-sdk/units";

import type { Unit } from "../../signals/promql/units";

/** Grafana's name of each unit. */
export const GRAFANA_UNIT: Readonly<Record<Unit, string>> = {
  seconds: units.Seconds,
  bytes: units.BytesIEC,
  ratio: units.PercentUnit,
  count: units.Short,
  perSecond: units.RequestsPerSecond,
  operationsPerSecond: units.OpsPerSecond,
  bytesPerSecond: units.BytesPerSecondIEC,
  usdPerHour: "suffix: USD/h",
};
