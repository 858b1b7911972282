import { z } from "zod";

import type { Duration } from "../../signals/promql/units";
import { DEFAULT_OBJECTIVES, SLOS } from "../../signals/slo/objectives";
import { amountHint, amountOf, bareNumber } from "./alertLimits";
import { durationHint, HINT, hinting } from "./hints";
import type { Objective, Objectives, SloName } from "../../signals/slo/objectives";

const shareOf = (written: unknown) =>
  typeof written === "string" ? amountOf(written, "ratio") : written;

const SHARE = "a share between 0 and 1, such as 0.999, or with its unit, 99.9%";

const share = z
  .custom<number | string>()
  .superRefine((written, context) => {
    const value = shareOf(written);
    if (typeof value === "number" && value > 0 && value < 1) return;
    const percent =
      typeof written === "number" && written > 1 && written < 100
        ? `${HINT}did you mean ${written}%?`
        : amountHint(written, "ratio");
    context.addIssue(`must be ${SHARE}${bareNumber(written)}${percent}`);
  })
  .transform((written) => shareOf(written) as number)
  .meta({ type: ["number", "string"], description: SHARE });

const DAYS = /^[1-9]\d*(d|w)$/;
const DAYS_WORDS = "days or weeks, such as 30d";

function objective(of: Objective) {
  return z
    .strictObject({
      /** A share of 1, or in percent: 0.999 is 99.9%. */
      objective: share.default(of.objective).meta({ default: of.objective }),
      period: z
        .custom<Duration>(
          (value) => typeof value === "string" && DAYS.test(value),
          hinting(`must be ${DAYS_WORDS}`, durationHint),
        )
        .meta({ type: "string", pattern: DAYS.source, description: DAYS_WORDS })
        .default(of.period),
    })
    .prefault({});
}

/** The objectives that a stack sets, by name. crossChecks.ts checks whether their alerts make sense. */
export const objectiveSettings = z
  .strictObject(
    Object.fromEntries(SLOS.map((name) => [name, objective(DEFAULT_OBJECTIVES[name])])) as Record<
      SloName,
      ReturnType<typeof objective>
    >,
  )
  .prefault({})
  .transform((slos): Objectives => slos);
