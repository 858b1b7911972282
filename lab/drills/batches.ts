import type { Drill } from "./drill";

/**
 * The drills in as few rounds as a simple look finds: those of a round take nothing from each other and want the
 * stack set alike, so that their faults can be caused side by side.
 *
 * @param most how many faults one machine bears at once
 */
export function batches(drills: readonly Drill[], most: number): readonly (readonly Drill[])[] {
  const rounds: Drill[][] = [];
  for (const drill of drills) {
    const fits = rounds.find(
      (round) => round.length < most && round.every((other) => areApart(drill, other)),
    );
    if (fits) fits.push(drill);
    else rounds.push([drill]);
  }
  return rounds;
}

function areApart(one: Drill, other: Drill): boolean {
  if (one.cause === other.cause) return true;
  const all = one.takes.includes("everything") || other.takes.includes("everything");
  const alike = !all && JSON.stringify(one.settings) === JSON.stringify(other.settings);
  return alike && one.takes.every((resource) => !other.takes.includes(resource));
}
