import type { RuleContext } from "../../alert-rules";
import type { AlertName } from "../../alert-rules/alerts";
import type { StackFacts } from "./stackFacts";

/** The input of the reference, besides the declarations themselves. */
export interface ReferenceInput {
  /** The context of a stack that sets nothing. */
  readonly context: RuleContext;
  /** The existing stacks, by name. */
  readonly stacks: Readonly<Record<string, StackFacts>>;
  /** The fault that makes each alert fire in a drill, as a sentence. */
  readonly faults: ReadonlyMap<AlertName, string>;
  /** The reason why each of the other alerts has no drill. */
  readonly undrilled: ReadonlyMap<AlertName, string>;
}
