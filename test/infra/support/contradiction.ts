import type { StackName } from "../../../tools/render/render";

/** Settings that cannot be so together: what is set, in which stacks, and the setting that is named with its value. */
export interface Contradiction {
  readonly title: string;
  readonly set: object;
  readonly only?: StackName;
  readonly told: string;
}
