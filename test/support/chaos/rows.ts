import type { Asked } from "./asking";
import type { Gap } from "./gaps";
import type { Planned } from "./schedule";
import { sumOf, type Heard, type Sum } from "./verdict";

/** What was done from one moment on, until the next. */
export interface Phase {
  readonly name: string;
  /** In seconds since 1970. */
  readonly from: number;
}

/** A phase, and what was counted while it lasted. */
export interface Row {
  readonly name: string;
  /** Of the incidents that began then. */
  readonly sum: Sum;
  /** How often Slack was told then what it had been told before, of whichever incident. */
  readonly postedAgain: number;
  readonly asked: readonly Asked[];
  readonly gaps: readonly Gap[];
}

/** What there is to be counted of a whole trial. */
export interface Counted {
  readonly planned: readonly Planned[];
  readonly all: readonly Heard[];
  readonly asked: readonly Asked[];
  readonly gaps: readonly Gap[];
}

/** @param phases in their order; the last lasts until the end */
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
