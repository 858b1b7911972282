import type { Policies } from "../infra/signals/policies";

/** What the dashboards of a stack depend on. */
export interface DashboardContext {
  /** The thresholds are the alerts' own limits. */
  readonly policies: Policies;
}
