import type { AlertName } from "../../alert-rules/alerts";
import type { RuleTest } from "../support/ruleTest";

/** What every alert has to be seen quiet on, or to say why it cannot come about. */
export const CASES = ["just below the limit", "no traffic", "restarted counter"] as const;
export type Case = (typeof CASES)[number];

/** One scenario of an alert: the series, and what must fire. */
export type Scenario = Omit<RuleTest, "groups" | "alert"> & {
  readonly title: string;
  /** The case that this scenario is the alert's one for. */
  readonly case?: Case;
};

/** An alert's scenarios, and why a case cannot come about for it: it has no limit, or reads no counter. */
export interface AlertScenarios {
  readonly scenarios: readonly Scenario[];
  readonly cannotBe: Readonly<Partial<Record<Case, string>>>;
}

export type ScenariosByAlert = Readonly<Partial<Record<AlertName, AlertScenarios>>>;
