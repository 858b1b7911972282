import type { Drill } from "../../../../lab/drills/drill";
import { sideBySide, type Watched } from "../../../../lab/drills/schedule";

/** The duration of a drill in seconds: until its fault has ended, and from then until its alert has resolved. */
export interface Lasting {
  readonly there: number;
  readonly over: number;
}

/**
 * When a drill started, when its fault ended, and when its alert resolved, in seconds since the first drill started.
 */
export interface Course {
  readonly drill: Drill;
  readonly begun: number;
  readonly ended: number;
  readonly resolved: number;
}

/**
 * Simulates drills with the real schedule, in simulated time. Drills of one fault end it together.
 *
 * @param most the maximum number of faults at the same time
 */
export async function simulated(
  faults: readonly Watched[],
  most: number,
  lasting: (drill: Drill) => Lasting,
): Promise<readonly Course[]> {
  let now = 0;
  const events: { readonly at: number; readonly happen: () => void }[] = [];
  const at = (time: number, happen: () => void): void => {
    events.push({ at: time, happen });
  };
  const faultOf = (drill: Drill) => faults.find((fault) => fault.includes(drill)) ?? [drill];
  const done = sideBySide(faults, most, (drill, { ended }) => {
    const begun = now;
    const there = Math.max(...faultOf(drill).map((each) => lasting(each).there));
    return new Promise<Course>((resolve) => {
      at(begun + there, () => {
        ended();
        const resolved = begun + there + lasting(drill).over;
        at(resolved, () => resolve({ drill, begun, ended: begun + there, resolved }));
      });
    });
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  for (;;) {
    await settle();
    const next = Math.min(...events.map((event) => event.at));
    if (next === Infinity) break;
    now = next;
    const due = events.findIndex((event) => event.at === next);
    events.splice(due, 1)[0]?.happen();
  }
  return done;
}
