/** The period for which the rules know the offsets of a zone. Prometheus itself only counts in UTC. */
export const ZONES_KNOWN = { from: Date.UTC(2025, 0, 1), until: Date.UTC(2038, 0, 1) } as const;

const [MINUTE, DAY] = [60_000, 24 * 60 * 60_000];

/** A zone's offset from UTC in milliseconds, and the time from which it applies, in milliseconds since 1970. */
export interface Offset {
  readonly since: number;
  readonly offset: number;
}

/**
 * A zone's offsets: the first one applies from 1970, each other one after a change of the clocks. From Node's own copy
 * of the IANA database.
 *
 * @throws RangeError on a zone that it does not know
 */
export function offsetsOf(zone: string): readonly Offset[] {
  const offsets = known.get(zone) ?? read(zone);
  known.set(zone, offsets);
  return offsets;
}

/** Reading a zone takes some tenths of a second. */
const known = new Map<string, readonly Offset[]>();

function read(zone: string): readonly Offset[] {
  const at = offsetAt(zone);
  const offsets: Offset[] = [{ since: 0, offset: at(ZONES_KNOWN.from) }];
  for (let day: number = ZONES_KNOWN.from; day < ZONES_KNOWN.until; day += DAY) {
    const before = offsets.at(-1)?.offset;
    if (at(day + DAY) === before) continue;
    let [same, changed] = [day, day + DAY];
    while (changed - same > MINUTE) {
      const middle = same + Math.floor((changed - same) / 2 / MINUTE) * MINUTE;
      if (at(middle) === before) same = middle;
      else changed = middle;
    }
    offsets.push({ since: changed, offset: at(changed) });
  }
  return offsets;
}

/** When a day begins in a zone with these offsets, in milliseconds since 1970. @param day such as 2026-12-25 */
export function beginOf(day: string, offsets: readonly Offset[], after = 0): number {
  const local = Date.parse(`${day}T00:00:00Z`) + after * DAY;
  const begins = offsets.map(({ since, offset }, index) => {
    const until = offsets[index + 1]?.since ?? Infinity;
    // Where the clock skips midnight, the day begins with the change.
    return { moment: Math.max(since, local - offset), until };
  });
  return begins.find(({ moment, until }) => moment < until)?.moment ?? local;
}

function offsetAt(timeZone: string): (moment: number) => number {
  const format = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
  return (moment) => {
    const text = format.formatToParts(moment).find(({ type }) => type === "timeZoneName")?.value;
    const [, sign = "+", hours = "0", minutes = "0"] =
      /GMT([+-])(\d\d):(\d\d)/.exec(text ?? "") ?? [];
    return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE;
  };
}
