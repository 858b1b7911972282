import { z } from "zod";

import { DEFAULT_POLICIES, POLICY_NAMES } from "../../alert-rules/policies";
import { SEVERITIES } from "../../alert-rules/policy";
import type { PolicyName, PolicySettings } from "../../alert-rules/policies";
import type { Policy } from "../../alert-rules/policy";
import { duration } from "./scalars";

/** A rate needs several scrapes to go by, and no alert looks back for longer than most stacks keep samples. */
const windowLength = duration({ least: "1m", most: "30d" });
const waitLength = duration({ least: "15s", most: "7d" });
/** A year in seconds. No rate, count or other time that an alert waits for is as large. */
const LARGEST_LIMIT = 365 * 24 * 60 * 60;

/** What a stack may set of one alert: nothing that its default has not. */
function policySettings({ limit, window, for: wait, severity }: Policy) {
  return z
    .strictObject({
      ...(limit && { limit: (limit.unit === "ratio" ? share : anyLimit).default(limit.value) }),
      ...(window && { window: windowLength.default(window) }),
      for: waitLength.default(wait),
      severity: z.enum(SEVERITIES).default(severity),
    })
    .prefault({});
}

const anyLimit = z
  .number()
  .positive("must be above 0, in the base unit: 0.05 is 5 %, 2 is 2 s")
  .max(LARGEST_LIMIT);
const share = anyLimit.lt(1, "must be below 1, for it is a share: 0.05 is 5 %");

/**
 * The alerts that a stack sets, by name: its limit in the signal's base unit (a share of 1, seconds, a count, per
 * second), its window, its wait and its severity. What is not set is as by default. A name that is none is refused.
 */
export const alertSettings = z
  .strictObject(
    Object.fromEntries(
      POLICY_NAMES.map((name) => [name, policySettings(DEFAULT_POLICIES[name])]),
    ) as Record<PolicyName, ReturnType<typeof policySettings>>,
  )
  .prefault({})
  .transform((settings) => settings as PolicySettings);
