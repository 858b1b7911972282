import type { Fault } from "../finding";
import type { Model } from "../graph";

/** Looks for one kind of mistake. */
export interface Check {
  readonly name: string;
  readonly faults: (model: Model) => readonly Fault[];
}
