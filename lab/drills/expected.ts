import { load } from "js-yaml";

import { worstDelays } from "../../infra/alert-delivery/delay";
import type { TimedGroup } from "../../infra/alert-delivery/recordings";
import { scaledTimes } from "../../infra/rendered-config/times";
import type { Severity } from "../../alert-rules/policy";
import type { KubeObject } from "../deploy/object";

/** What is expected of an alert in the stack that is deployed. */
export interface Expected {
  /** None for what is a sign of life. */
  readonly severity: Severity | "none";
  /**
   * Milliseconds from the fault to the notification, at the worst. That of information may have to join what was told
   * under its name before, by a fault that nobody drilled.
   */
  readonly worstMs: number;
}

/** By the alert's name. */
export type Expectations = ReadonlyMap<string, Expected>;

interface Rules {
  readonly groups: readonly TimedGroup[];
}

/**
 * What is expected of each alert, by its name, read from the very rules that are applied.
 *
 * @param stack the objects of the stack
 * @param timeScale of their times
 * @param chosen what else is set of them
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
