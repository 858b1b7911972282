import type { Outage, Part } from "./outage";

const DEPTHS = [0.02, 0.05, 0.1, 0.2, 0.5, 1];
const LENGTHS = [1, 2, 3, 5, 8, 10, 15, 22, 30, 45, 60];
const TRAFFIC = [1, 5, 60, 600, 6000];
const REPLICAS = [1, 3, 9];
const ONSETS = [0, 8, 15, 23];

/**
 * Every outage of the grid, in a fixed order. The numbers of replicas and the moments of onset are distributed over the
 * others.
 */
export function grid(): readonly Outage[] {
  const answers = DEPTHS.flatMap((depth) =>
    LENGTHS.flatMap((minutes) =>
      TRAFFIC.map((perMinute) => ({ part: "answers" as const, depth, minutes, perMinute })),
    ),
  );
  const slow = [0.2, 0.5, 1].flatMap((depth) =>
    LENGTHS.flatMap((minutes) =>
      [60, 6000].map((perMinute) => ({ part: "slow" as const, depth, minutes, perMinute })),
    ),
  );
  const whole = (
    [
      ["backend", 1],
      ["database", 1],
      ["cache", 0.5],
      ["entrance", 1],
    ] as const satisfies readonly (readonly [Part, number])[]
  ).flatMap(([part, depth]) =>
    LENGTHS.flatMap((minutes) =>
      [5, 60, 6000].map((perMinute) => ({ part, depth, minutes, perMinute })),
    ),
  );
  const dealt = [...answers, ...slow, ...whole].map((outage, index) => ({
    ...outage,
    replicas: REPLICAS[index % REPLICAS.length]!,
    onset: ONSETS[index % ONSETS.length]!,
  }));
  const ofOnePod = (["pod", "podDown"] as const).flatMap((part) =>
    [3, 9].flatMap((replicas) =>
      LENGTHS.flatMap((minutes, index) =>
        [60, 6000].map((perMinute) => ({
          part,
          depth: part === "pod" ? 1 / replicas : 0,
          minutes,
          perMinute,
          replicas,
          onset: ONSETS[index % ONSETS.length]!,
        })),
      ),
    ),
  );
  return [...dealt, ...ofOnePod];
}

/**
 * A number of outages from all over the grid. The step has no common divisor with the numbers of lengths, depths or
 * rates, so that all of these occur.
 */
export function sample(count: number): readonly Outage[] {
  const all = grid();
  return Array.from({ length: count }, (_, index) => all[(index * STEP) % all.length]!);
}

const STEP = 241;
