import { z } from "zod";

import {
  DEFAULT_POLICIES,
  limitsShare,
  policiesWith,
  POLICY_NAMES,
  SEVERITIES,
} from "../../signals/policies";
import type { Policies, Policy, PolicyName } from "../../signals/policies";
import { duration } from "./scalars";

/** A rate needs several scrapes to go by, and no alert looks back for longer than most stacks keep samples. */
const window = duration({ least: "1m", most: "30d" });
const wait = duration({ least: "15s", most: "7d" });
/** A year in seconds. No rate, count or other time that an alert waits for is as large. */
const LARGEST_LIMIT = 365 * 24 * 60 * 60;

/** What a stack may set of one alert: nothing that its default has not. */
function policySettings(name: PolicyName) {
  const policy: Policy = DEFAULT_POLICIES[name];
  return z
    .strictObject({
      ...(policy.limit !== undefined && { limit: limitsShare(name) ? share : limit }),
      ...(policy.window !== undefined && { window }),
      for: wait,
      severity: z.enum(SEVERITIES),
    })
    .partial();
}

const limit = z
  .number()
  .positive("must be above 0, in the base unit: 0.05 is 5 %, 2 is 2 s")
  .max(LARGEST_LIMIT);
const share = limit.lt(1, "must be below 1, for it is a share: 0.05 is 5 %");

/**
 * The alerts that a stack sets, by name: its limit in the signal's base unit (a share of 1, seconds, a count, per
 * second), its window, its wait and its severity. Makes the policies of all alerts. A name that is none is refused.
 */
export const alertSettings = z
  .strictObject(
    Object.fromEntries(
      POLICY_NAMES.map((name) => [name, policySettings(name).optional()]),
    ) as Record<PolicyName, z.ZodOptional<ReturnType<typeof policySettings>>>,
  )
  .prefault({})
  .transform((settings): Policies => policiesWith(settings as Parameters<typeof policiesWith>[0]));
