import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import { quantity, type Quantity, type Unit } from "../../signals/promql/units";

/** From where on a value is worth a look and from where on it is bad: upwards, or downwards where little is bad. */
export type Levels<U extends Unit> =
  | { readonly raised?: Quantity<U>; readonly high: Quantity<U> }
  | { readonly lowered?: Quantity<U>; readonly low: Quantity<U> };

/** Where any at all is bad; for a number, not for a course, whose line at 0 says nothing. */
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
