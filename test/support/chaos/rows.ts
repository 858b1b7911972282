import type { Asked } from "./asking";
import type { Gap } from "./gaps";
import type { Planned } from "./schedule";
import { sumOf, type Heard, type Sum } from "./verdict";

/** A fault, or a quiet time, that lasts until the next phase begins. */
export interface Phase {
  readonly name: string;
  /** In seconds since 1970. */
  readonly from: number;
}

/** A phase with what was counted during it. */
export interface Row {
  readonly name: string;
  /** Results of the incidents that began in this phase. */
  readonly sum: Sum;
  /** How often Slack got a repeated message in this phase, about any incident. */
  readonly postedAgain: number;
  readonly asked: readonly Asked[];
  readonly gaps: readonly Gap[];
}

/** The input for the table of a whole trial. */
export interface Counted {
  readonly planned: readonly Planned[];
  readonly all: readonly Heard[];
  readonly asked: readonly Asked[];
  readonly gaps: readonly Gap[];
}

/** @param phases in order; the last one lasts until the end */
export function rowsOf(
  phases: readonly Phase[],
  { planned, all, asked, gaps }: Counted,
): readonly Row[] {
  return phases.map(({ name, from }, index) => {
    const to = phases[index + 1]?.from ?? Infinity;
    const isThen = (time: number) => time >= from && time < to;
    const begun = new Set(
      planned.filter(({ begins }) => isThen(begins)).map(({ alertname }) => alertname),
    );
    return {
      name,
      sum: sumOf(all.filter(({ alertname }) => begun.has(alertname))),
      postedAgain: all.flatMap(({ repeats }) => repeats).filter(isThen).length,
      asked: asked.filter((each) => isThen(each.from)),
      gaps: gaps.filter((each) => isThen(each.from)),
    };
  });
}
