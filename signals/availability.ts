import { by, promql } from "./promql/promql";
import type { Query } from "./promql/promql";
import { where } from "./promql/selector";
import type { Plain } from "./promql/selector";
import { Condition } from "./promql/signal";
import type { Job } from "./exporters/targets";
import { prometheus } from "./exporters/prometheus";

/**
 * A gauge of 1s and 0s, such as `up`, is 0 for some target of a job, or there is no such target at all.
 *
 * Both halves yield the one label set `{job}`: a target that is first down and then gone, or whose pod
 * is replaced, stays the same alert, which neither resolves nor begins its `for` anew.
 */
export function down(gauge: Plain, job: Job): Condition<"job", "count"> {
  const labels = Object.keys(gauge.labels);
  if (labels.length > 0) {
    throw new Error(
      `${gauge.name} is one value for each ${labels.join(", ")}. Only a gauge without labels says up or down.`,
    );
  }
  const series = where(gauge, { job });
  return new Condition(
    promql`min by (${by("job")}) (${series}) == 0 or absent(${series})`,
    "count",
    `some target of ${job} says \`${gauge.name}\` 0, or none says anything`,
  );
}

/** The targets of a job that are down, each with all its labels. */
export function downTargets(job: Job) {
  return promql`${where(prometheus.up, { job })} == 0`;
}

/** 0 while some target of the job answers: what a panel draws where nothing has been counted yet. */
export function zeroWhileUp(job: Job): Query<never> {
  return promql`0 * count by (${by()}) (${where(prometheus.up, { job })} == 1)`;
}
