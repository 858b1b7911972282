import { z } from "zod";

import type { Duration } from "../../signals/promql/units";
import { DEFAULT_OBJECTIVES, SLOS } from "../../signals/slo/objectives";
import type { Objective, Objectives, SloName } from "../../signals/slo/objectives";

function objective(of: Objective) {
  return z
    .strictObject({
      /** A share of 1: 0.999 is 99.9 %. */
      objective: z
        .custom<number>(
          (value) => typeof value === "number" && value > 0 && value < 1,
          "must be a share between 0 and 1, such as 0.999",
        )
        .default(of.objective),
      period: z
        .custom<Duration>(
          (value) => typeof value === "string" && /^[1-9]\d*(d|w)$/.test(value),
          "must be days or weeks, such as 30d",
        )
        .default(of.period),
    })
    .prefault({});
}

/** The objectives that a stack sets, by name. Whether their alerts mean anything is for crossChecks.ts to see. */
export const objectiveSettings = z
  .strictObject(
    Object.fromEntries(SLOS.map((name) => [name, objective(DEFAULT_OBJECTIVES[name])])) as Record<
      SloName,
      ReturnType<typeof objective>
    >,
  )
  .prefault({})
  .transform((slos): Objectives => slos);
