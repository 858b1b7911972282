import type { RuleContext } from "../../alert-rules";
import type { AlertName } from "../signals/policies";
import { alertsPage } from "./alertsPage";
import { dashboardsPage } from "./dashboardsPage";
import { metricsPage } from "./metricsPage";
import { slosPage } from "./slosPage";
import type { StackFacts } from "./stackFacts";

/** What the reference is written from, beside the declarations themselves. */
export interface ReferenceInput {
  /** A stack that sets nothing. */
  readonly context: RuleContext;
  /** The stacks there are, by name. */
  readonly stacks: Readonly<Record<string, StackFacts>>;
  /** How each alert is made to fire for real, in a sentence. */
  readonly faults: ReadonlyMap<AlertName, string>;
}

/** The reference's pages by the names of their files. */
export function referencePages(input: ReferenceInput): Readonly<Record<string, string>> {
  return {
    "metrics.md": metricsPage(input.context),
    "alerts.md": alertsPage(input),
    "dashboards.md": dashboardsPage(input.context),
    "slos.md": slosPage(input),
  };
}
