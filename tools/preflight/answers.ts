import type { ListOf } from "./objects";
import type { KubeletConfiguration } from "./objects";
import type { Bodies } from "./questions";

/** What came of a question: its body is there with status 200 alone. */
export interface Answer<T> {
  readonly status: number;
  readonly body?: T;
}

/** What a node's kubelet said. */
export interface KubeletAnswers {
  readonly node: string;
  readonly configuration: Answer<KubeletConfiguration>;
  /** The namespace and the name of each claim whose volume it measures, as `<namespace>/<name>`. */
  readonly measured: Answer<readonly string[]>;
}

/** All that a cluster said, as plain data. */
export type Answers = { readonly [Name in keyof Bodies]: Answer<Bodies[Name]> } & {
  readonly kubelets: readonly KubeletAnswers[];
  /** How far the API server's clock is ahead of ours, in milliseconds. Left out: it sends no Date. */
  readonly clockAhead?: number;
};

/** What a list has in it; nothing where it may not be read, or there is no such kind. */
export function itemsOf<T>({ body }: Answer<ListOf<T>>): readonly T[] {
  return body?.items ?? [];
}

/** Whether it is known what there is: a kind that there is not has no objects. */
export function isKnown({ status }: Answer<unknown>): boolean {
  return status === 200 || status === 404;
}
