import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import { quantity, type Quantity, type Unit } from "../../signals/promql/units";

/**
 * The thresholds at which a value is worth a look, and at which it is bad: upwards, or downwards if low values are bad.
 */
export type Levels<U extends Unit> =
  | { readonly raised?: Quantity<U>; readonly high: Quantity<U> }
  | { readonly lowered?: Quantity<U>; readonly low: Quantity<U> };

/** For a number of which any value above 0 is bad; not for a graph, where a line at 0 would say nothing. */
export function any<U extends Unit>(unit: U): Levels<U> {
  return { high: quantity(Number.EPSILON, unit) };
}

/** The colours of a panel, from its lowest value up; all green without levels. */
export function thresholds(levels?: Levels<Unit>): sdk.ThresholdsConfigBuilder {
  return new sdk.ThresholdsConfigBuilder()
    .mode(sdk.ThresholdsMode.Absolute)
    .steps([...steps(levels)]);
}

function* steps(levels?: Levels<Unit>): Iterable<sdk.Threshold> {
  if (levels && "low" in levels) {
    yield { color: "red", value: null };
    if (levels.lowered !== undefined) yield { color: "yellow", value: levels.low.value };
    yield { color: "green", value: (levels.lowered ?? levels.low).value };
    return;
  }
  yield { color: "green", value: null };
  if (levels?.raised !== undefined) yield { color: "yellow", value: levels.raised.value };
  if (levels) yield { color: "red", value: levels.high.value };
}
