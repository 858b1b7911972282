import type { RuleGroup } from "../../alert-rules";
import type { Labels } from "../support/labels";
import { rulesApart, together } from "./apart";
import { answersOf } from "./engine";
import { pagingRules } from "./rules";
import type { Samples } from "./series";
import { sharedAggregates } from "./shared";

/**
 * Like `answersOf`, for the rules that page, over the series of several stacks at once: each answer has the index of
 * its stack in the label `OUTAGE_LABEL`.
 */
export function answersTogether(
  stacks: readonly ReadonlyMap<string, Samples>[],
  groups: readonly RuleGroup[],
  expr: string,
  times: readonly number[],
  keepIn?: string,
): Promise<ReadonlyMap<number, readonly Labels[]>> {
  const series = together(stacks);
  const rules = sharedAggregates(rulesApart(pagingRules(groups, series.keys())));
  return answersOf(series, rules, expr, times, keepIn);
}
