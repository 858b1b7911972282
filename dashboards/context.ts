import type { LlmPrices } from "../infra/signals/llm";
import type { Policies } from "../infra/signals/policies";

/** What the dashboards of a stack depend on. */
export interface DashboardContext {
  /** The thresholds are the alerts' own limits. */
  readonly policies: Policies;
  /** Left out: nobody said what the language model costs. */
  readonly llmPrices?: LlmPrices | undefined;
}
