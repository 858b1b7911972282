import { z } from "zod";

import { DEFAULT_POLICIES, policiesWith, POLICY_NAMES, SEVERITIES } from "../signals/policies";
import type { Policies, Policy, PolicyName } from "../signals/policies";
import type { Duration } from "../promql/units";

const duration = z.custom<Duration>(
  (value) => typeof value === "string" && /^[1-9]\d*(s|m|h|d)$/.test(value),
  "must be a duration such as 10m",
);

/** What a stack may set of one alert: nothing that its default has not. */
function policySettings(policy: Policy) {
  return z
    .strictObject({
      ...(policy.limit !== undefined && {
        limit: z.number().positive("must be above 0, in the base unit: 0.05 is 5 %, 2 is 2 s"),
      }),
      ...(policy.window !== undefined && { window: duration }),
      for: duration,
      severity: z.enum(SEVERITIES),
    })
    .partial();
}

/**
 * The alerts that a stack sets, by name: its limit in the signal's base unit (a share of 1, seconds, a count, per
 * second), its window, its wait and its severity. Makes the policies of all alerts. A name that is none is refused.
 */
export const alertSettings = z
  .strictObject(
    Object.fromEntries(
      POLICY_NAMES.map((name) => [name, policySettings(DEFAULT_POLICIES[name]).optional()]),
    ) as Record<PolicyName, z.ZodOptional<ReturnType<typeof policySettings>>>,
  )
  .prefault({})
  .transform((settings): Policies => policiesWith(settings as Parameters<typeof policiesWith>[0]));
