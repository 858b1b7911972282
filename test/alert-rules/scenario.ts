import type { AlertName } from "../../alert-rules/alerts";
import type { RuleTest } from "../support/ruleTest";

/** Cases in which every alert has to stay quiet, or say why they are impossible. */
export const CASES = ["just below the limit", "no traffic", "restarted counter"] as const;
export type Case = (typeof CASES)[number];

/** A scenario of an alert: the series, and what must fire. */
export type Scenario = Omit<RuleTest, "groups" | "alert"> & {
  readonly title: string;
  /** Set if this is the alert's scenario for a case. */
  readonly case?: Case;
};

/** An alert's scenarios, and why some cases are impossible for it: it has no limit, or reads no counter. */
export interface AlertScenarios {
  readonly scenarios: readonly Scenario[];
  readonly cannotBe: Readonly<Partial<Record<Case, string>>>;
}

export type ScenariosByAlert = Readonly<Partial<Record<AlertName, AlertScenarios>>>;
