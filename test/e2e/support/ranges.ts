import { GRAFANA_UNIT } from "../../../dashboards/grafana/units";
import type { Unit } from "../../../signals/promql/units";
import { panel, PLACES, type Place, type View } from "../../../signals/places";

/** The smallest and largest allowed value, both inclusive. */
export type Range = readonly [least: number, most: number];

const HOUR = 3600;
const YEAR = 365 * 24 * HOUR;

/**
 * The ranges of values in a healthy stack on one machine, by unit. A value outside has the wrong unit, or is
 * meaningless.
 */
const RANGES: Readonly<Record<Unit, Range>> = {
  seconds: [0, HOUR],
  bytes: [0, 2 ** 40],
  ratio: [0, 1],
  count: [0, 1e6],
  perSecond: [0, 1e4],
  operationsPerSecond: [0, 1e7],
  bytesPerSecond: [0, 2 ** 40],
  usdPerHour: [0, 1e4],
};

interface Wider {
  readonly at: View;
  readonly range: Range;
  readonly because: string;
}

function wider<P extends Place>(
  place: P,
  name: keyof P["panels"] & string,
  range: Range,
  because: string,
): Wider {
  return { at: panel(place, name), range, because };
}

/** Panels whose values may leave their unit's range. */
export const WIDER: readonly Wider[] = [
  wider(PLACES.application, "cpu", [0, 8], "a process has threads on several cores"),
  wider(PLACES.application, "uptime", [0, YEAR], "it may have run for long"),
  wider(PLACES.dataServices, "uptime", [0, YEAR], "it may have run for long"),
  wider(PLACES.dataServices, "oldestTransaction", [0, YEAR], "one may have been left open"),
  wider(PLACES.infrastructure, "cpuShare", [0, 1.5], "a burst may go above the limit for a moment"),
  wider(PLACES.infrastructure, "memoryOfRequest", [0, 64], "a request is far below the limit"),
  wider(PLACES.infrastructure, "cpuOfRequest", [0, 200], "a request is far below the limit"),
  wider(
    PLACES.infrastructure,
    "untilFull",
    [0, Infinity],
    "what hardly grows is full in any number of years",
  ),
  wider(PLACES.infrastructure, "certificates", [0, 20 * YEAR], "they are made for years"),
  wider(PLACES.slos, "budgetLeft", [-Infinity, 1], "more can be spent than there was"),
];

/** The range of a panel's values. @throws if its unit is not one of ours */
export function rangeOf({ uid, panelId }: View, grafanaUnit: string | undefined): Range {
  const declared = WIDER.find(({ at }) => at.uid === uid && at.panelId === panelId);
  if (declared) return declared.range;
  const unit = (Object.keys(RANGES) as Unit[]).find((each) => GRAFANA_UNIT[each] === grafanaUnit);
  if (unit === undefined) {
    throw new Error(
      `${uid}, panel ${String(panelId)}: no range is known for ${String(grafanaUnit)}.`,
    );
  }
  return RANGES[unit];
}

// Floating point: 1 - (1 - x) may differ from x.
const TOLERANCE = 1e-9;

/** The values that are outside of a range, or not numbers. */
export function strays(values: readonly number[], [least, most]: Range): readonly number[] {
  return values.filter((value) => !(value >= least - TOLERANCE && value <= most + TOLERANCE));
}
