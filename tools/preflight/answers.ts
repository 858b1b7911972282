import type { ListOf } from "./objects";
import type { KubeletConfiguration } from "./objects";
import type { Bodies } from "./questions";

/** The answer to a question. The body exists only with status 200. */
export interface Answer<T> {
  readonly status: number;
  readonly body?: T;
}

/** The answers of a node's kubelet. */
export interface KubeletAnswers {
  readonly node: string;
  readonly configuration: Answer<KubeletConfiguration>;
  /** The claims whose volumes it measures, as `<namespace>/<name>`. */
  readonly measured: Answer<readonly string[]>;
}

/** All answers of a cluster, as plain data. */
export type Answers = { readonly [Name in keyof Bodies]: Answer<Bodies[Name]> } & {
  readonly kubelets: readonly KubeletAnswers[];
  /** How far the API server's clock is ahead of ours, in milliseconds. Undefined if it sends no Date. */
  readonly clockAhead?: number;
};

/** The items of a list; empty if it may not be read or the kind does not exist. */
export function itemsOf<T>({ body }: Answer<ListOf<T>>): readonly T[] {
  return body?.items ?? [];
}

/** Whether the objects are known: a kind that does not exist has none. */
export function isKnown({ status }: Answer<unknown>): boolean {
  return status === 200 || status === 404;
}
