import { z } from "zod";

import { DEFAULT_POLICIES, POLICY_NAMES } from "../../alert-rules/policies";
import { SEVERITIES } from "../../alert-rules/policy";
import type { PolicyName, PolicySettings } from "../../alert-rules/policies";
import type { Policy } from "../../alert-rules/policy";
import { limitSetting } from "./alertLimits";
import { duration } from "./scalars";

/** A rate needs several scrapes, and no alert looks back for longer than most stacks keep samples. */
const windowLength = duration({ least: "1m", most: "30d" });
const waitLength = duration({ least: "15s", most: "7d" });

/** What a stack may set of one alert: only the fields that its default has. */
function policySettings(name: PolicyName, { limit, window, for: wait, severity }: Policy) {
  return z
    .strictObject({
      ...(limit && {
        limit: limitSetting(name, limit).default(limit.value).meta({ default: limit.value }),
      }),
      ...(window && { window: windowLength.default(window) }),
      for: waitLength.default(wait),
      severity: z.enum(SEVERITIES).default(severity),
    })
    .prefault({});
}

/**
 * The settings of alerts, by name: the limit with a unit or in the signal's base unit (a share of 1, seconds, a count,
 * per second), the window, the wait and the severity. What a stack does not set keeps its default. Unknown names are
 * rejected.
 */
export const alertSettings = z
  .strictObject(
    Object.fromEntries(
      POLICY_NAMES.map((name) => [name, policySettings(name, DEFAULT_POLICIES[name])]),
    ) as Record<PolicyName, ReturnType<typeof policySettings>>,
  )
  .prefault({})
  .transform((settings) => settings as PolicySettings);
