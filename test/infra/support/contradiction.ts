import type { StackName } from "../../../tools/render/render";

/**
 * Settings that contradict each other: the values, the stacks in which they do, and the setting that the message names
 * with its value.
 */
export interface Contradiction {
  readonly title: string;
  readonly set: object;
  readonly only?: StackName;
  readonly told: string;
}
