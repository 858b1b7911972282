import type { Part } from "../service/metrics/define";
import type { LlmPrices } from "../signals/llm";
import type { Duration } from "../signals/promql/units";
import type { Job } from "../signals/exporters/targets";
import type { Policies } from "../alert-rules/policies";
import type { Objectives } from "../signals/slo/objectives";

/** What the dashboards of a stack depend on. */
export interface DashboardContext {
  /** The policies of the alerts, whose limits are the panels' thresholds. */
  readonly policies: Policies;
  /** The objectives; the thresholds of their burn rates are the limits of the tiers. */
  readonly slos: Objectives;
  /** Left out if the prices of the language model are not known. */
  readonly llmPrices?: LlmPrices | undefined;
  /** Where the runbooks are, without a trailing slash. @default none: tables of alerts have no links to them */
  readonly links?: { readonly runbooks: string };
  /** The jobs that the stack's Prometheus scrapes. @default none of the optional ones */
  readonly jobs?: readonly Job[];
  /** Whether the stack's Prometheus has remote write. @default false */
  readonly sendsOn?: boolean;
  /** The optional parts that the stack has. @default nothing */
  readonly parts?: readonly Part[];
  /** The CronJobs that make the stack's backups. @default none */
  readonly backups?: readonly string[];
  /** How often the stack records rates, which its `timeScale` divides. @default RATES_INTERVAL */
  readonly ratesInterval?: Duration;
}
