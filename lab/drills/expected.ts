import { load } from "js-yaml";

import { worstDelays } from "../../infra/alert-delivery/delay";
import type { TimedGroup } from "../../infra/alert-delivery/recordings";
import { scaledTimes } from "../../infra/rendered-config/times";
import type { Severity } from "../../alert-rules/policy";
import type { KubeObject } from "../deploy/object";

/** What to expect of an alert in the deployed stack. */
export interface Expected {
  /** `none` for a heartbeat. */
  readonly severity: Severity | "none";
  /**
   * The longest time from the fault to the notification, in milliseconds. An alert of severity info may have to wait
   * for the next digest, because a fault outside the drills already sent a notification of its group.
   */
  readonly worstMs: number;
}

/** By alert name. */
export type Expectations = ReadonlyMap<string, Expected>;

interface Rules {
  readonly groups: readonly TimedGroup[];
}

/**
 * What to expect of each alert, by name, computed from the rules that are applied.
 *
 * @param stack the objects of the stack
 * @param timeScale the stack's time scale
 * @param chosen the notification settings that were set in it
 */
export function expectations(
  stack: readonly KubeObject[],
  timeScale: number,
  chosen?: Parameters<typeof scaledTimes>[1],
): Expectations {
  const of = (kind: string, name: string) =>
    stack.find((object) => object.kind === kind && object.metadata.name === name) as
      | { readonly data?: Record<string, string>; readonly spec?: { readonly replicas?: number } }
      | undefined;
  const rules = of("ConfigMap", "prometheus-rules")?.data?.["alerts.yml"];
  const replicas = of("StatefulSet", "alertmanager")?.spec?.replicas;
  if (rules === undefined || replicas === undefined) {
    throw new Error("The stack has no alert rules or no Alertmanager.");
  }
  const { groups } = load(rules) as Rules;
  const times = scaledTimes(timeScale, { ...chosen, alertmanagers: replicas });
  return new Map(
    worstDelays(groups, times, replicas).map(({ alert, rule, total, joining }) => {
      const severity = rule.labels?.severity as Expected["severity"];
      return [alert, { severity, worstMs: severity === "info" ? joining : total }];
    }),
  );
}
