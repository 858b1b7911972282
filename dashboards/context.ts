import type { Part } from "../service/metrics/define";
import type { LlmPrices } from "../signals/llm";
import type { Duration } from "../signals/promql/units";
import type { Job } from "../signals/exporters/targets";
import type { Policies } from "../alert-rules/policies";
import type { Objectives } from "../signals/slo/objectives";

/** What the dashboards of a stack depend on. */
export interface DashboardContext {
  /** The thresholds are the alerts' own limits. */
  readonly policies: Policies;
  /** The objectives, whose burn rates' thresholds are the limits of their tiers. */
  readonly slos: Objectives;
  /** Left out: nobody said what the language model costs. */
  readonly llmPrices?: LlmPrices | undefined;
  /** Where the runbooks are, without a slash at the end. @default nowhere: no table of alerts links to them */
  readonly links?: { readonly runbooks: string };
  /** What the stack's Prometheus scrapes. @default nothing that only some stacks have */
  readonly jobs?: readonly Job[];
  /** Whether its samples are sent on to somebody. @default false */
  readonly sendsOn?: boolean;
  /** What the stack has that some do without. @default nothing */
  readonly parts?: readonly Part[];
  /** The CronJobs that back up what the stack has. @default none */
  readonly backups?: readonly string[];
  /** How often it records rates: a stack's `timeScale` divides it. @default RATES_INTERVAL */
  readonly ratesInterval?: Duration;
}
