import fc from "fast-check";

import { clockHint, cpuHint, durationHint, hinting, sizeHint } from "../../../infra/settings/hints";
import { timeZone } from "../../../infra/settings/timeZone";
import { TIME_ZONES } from "../../../infra/settings/timeZoneNames";
import { parseDuration } from "../../../signals/promql/duration";

describe("the suggestion for", () => {
  const meantBy = (hint: string | undefined) => /did you mean (\S+)\?/.exec(hint ?? "")?.[1];

  it("a duration with several units has the same length in one unit", () => {
    const units = ["w", "d", "h", "m", "s"] as const;
    const compound = fc
      .subarray([...units], { minLength: 1 })
      .chain((chosen) =>
        fc
          .tuple(...chosen.map(() => fc.integer({ min: 1, max: 99 })))
          .map((amounts) => chosen.map((unit, index) => `${amounts[index]!}${unit}`).join("")),
      );
    fc.assert(
      fc.property(compound, (written) => {
        expect(parseDuration(meantBy(durationHint(written))!)).toBe(parseDuration(written));
      }),
    );
  });

  it("a size in another unit is not smaller", () => {
    const factors = { Mi: 1, Gi: 1024, Ti: 1024 ** 2 } as const;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: 0, max: 9 }),
        fc.constantFrom("M", "G", "T", "gi", "Gb", "TiB", " Mi"),
        (whole, tenth, unit) => {
          const [, amount, meant] = /^(\d+)(\wi)$/.exec(
            meantBy(sizeHint(`${whole}.${tenth}${unit}`))!,
          )!;
          const letter = `${unit.trim().charAt(0).toUpperCase()}i` as keyof typeof factors;
          expect(Number(amount) * factors[meant as keyof typeof factors]).toBeGreaterThanOrEqual(
            Number(`${whole}.${tenth}`) * factors[letter],
          );
        },
      ),
    );
  });

  it("a time with am or pm is the hour in 24-hour notation", () => {
    for (let hour = 0; hour < 24; hour++) {
      const written = `${hour % 12 === 0 ? 12 : hour % 12}${hour < 12 ? "am" : "pm"}`;
      expect(meantBy(clockHint(written))).toBe(`${String(hour).padStart(2, "0")}:00`);
    }
  });

  it("a UTC offset is the zone with that offset, whose name has the opposite sign", () => {
    for (let hours = -12; hours <= 14; hours++) {
      const written = `${hours < 0 ? "-" : "+"}${String(Math.abs(hours)).padStart(2, "0")}:00`;
      const [, zone = ""] = /\((\S+)\?\)/.exec(timeZone.safeParse(written).error!.message) ?? [];
      expect(TIME_ZONES).toContain(zone);
      const [{ value } = { value: "" }] = new Intl.DateTimeFormat("en", {
        timeZone: zone,
        timeZoneName: "longOffset",
      })
        .formatToParts(0)
        .filter(({ type }) => type === "timeZoneName");
      expect(value.replace(/^GMT$/, "GMT+00:00")).toBe(`GMT${written}`);
    }
  });
});

it("a suggestion is never the wrong value itself", () => {
  for (const hint of [cpuHint, durationHint, sizeHint]) {
    const { error } = hinting("is wrong", hint);
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 5000, noNaN: true }),
        fc.constantFrom("", "m", "s", "Mi", "Gi", " cores", "h"),
        (amount, unit) => {
          const input = `${Number(amount.toFixed(2))}${unit}`;
          expect(error({ input })).not.toContain(`did you mean ${input}?`);
        },
      ),
    );
  }
});
