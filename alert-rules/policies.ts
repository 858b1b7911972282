import { quantity } from "../signals/promql/units";
import { faultAlerts, type FaultAlerts } from "./alerts";
import type { Policy, PolicyOf } from "./policy";

type Defaults = { readonly [A in FaultAlerts as A["name"]]: A["policy"] };

/** The alerts whose limit, window, wait and severity a stack may set. */
export type PolicyName = keyof Defaults;

/** The policies of all alerts in one stack. */
export type Policies = { readonly [N in PolicyName]: PolicyOf<Defaults[N]> };

/** The same as written in a stack's settings, where a limit is a number in its base unit. */
export type PolicySettings = {
  readonly [N in PolicyName]: {
    readonly [K in keyof Policies[N]]: K extends "limit" ? number : Policies[N][K];
  };
};

/** The default policy of every alert. */
export const DEFAULT_POLICIES = Object.fromEntries(
  faultAlerts.map(({ name, policy }) => [name, policy]),
) as Defaults;

export const POLICY_NAMES: readonly PolicyName[] = faultAlerts.map(({ name }) => name);

/** The policies of a stack that overrides some of them; the others keep their defaults. */
export function policiesWith(settings: {
  readonly [N in PolicyName]?: Partial<PolicySettings[N]>;
}): Policies {
  return Object.fromEntries(
    faultAlerts.map(({ name, policy }) => [name, policyWith(policy, settings[name])]),
  ) as unknown as Policies;
}

function policyWith(
  policy: Policy,
  { limit, ...others }: Partial<Omit<Policy, "limit">> & { readonly limit?: number } = {},
): Policy {
  const set = { ...policy, ...others };
  return limit === undefined || policy.limit === undefined
    ? set
    : { ...set, limit: quantity(limit, policy.limit.unit) };
}
