import type { RuleContext } from "../../alert-rules";
import type { AlertName } from "../../alert-rules/alerts";
import type { StackFacts } from "./stackFacts";

/** What the reference is written from, beside the declarations themselves. */
export interface ReferenceInput {
  /** A stack that sets nothing. */
  readonly context: RuleContext;
  /** The stacks there are, by name. */
  readonly stacks: Readonly<Record<string, StackFacts>>;
  /** How each alert is made to fire for real, in a sentence. */
  readonly faults: ReadonlyMap<AlertName, string>;
  /** Of the alerts that are not, the reason. */
  readonly undrilled: ReadonlyMap<AlertName, string>;
}
