import { promql, by } from "../signals/promql/promql";
import { Condition } from "../signals/promql/signal";
import type { Duration } from "../signals/promql/units";

/**
 * The labels that identify the subject of an alert, and whether there may be any number of subjects: if several volumes
 * share a disk, or a node runs forty pods, all of them fail at once. Of the others a system has only a handful.
 */
const SUBJECTS = {
  namespace: "a handful",
  persistentvolumeclaim: "any number",
  pod: "any number",
  container: "any number",
  node: "any number",
  workload: "any number",
  job: "a handful",
  metric: "any number",
  instance: "any number",
  name: "any number",
  cronjob: "any number",
  blind: "any number",
  collector: "a handful",
  api_name: "a handful",
  model: "a handful",
  integration: "a handful",
  remote_name: "a handful",
  topic: "a handful",
  member_idx: "a handful",
  rule_group: "any number",
  slo: "a handful",
} as const satisfies Readonly<Record<string, "any number" | "a handful">>;

/** The labels that identify the subject of an alert. An alert has only a few of them. */
export const SUBJECT = Object.keys(SUBJECTS);

/**
 * Up to this many subjects of one kind page one by one. More of them at once have one cause, and are reported together.
 */
export const ONE_BY_ONE = 4;

/** The label of an alert that reports many subjects together, and inhibits the alerts for single ones. */
export const TOGETHER = { subjects: "many" } as const;

/**
 * How long many subjects still count as one incident after some of them have recovered; the few that are left recover
 * soon, too.
 */
export const MANY_LINGER: Duration = "5m";

/** Whether a condition may hold for any number of subjects at once. */
export function ofAnyNumber({ query }: Condition): boolean {
  return query.labels.some(
    (label) => label in SUBJECTS && SUBJECTS[label as keyof typeof SUBJECTS] === "any number",
  );
}

/** The condition that another one holds for more subjects than are reported one by one; its value is their number. */
export function forMany({ query, words, terms, lasting }: Condition): Condition<never, "count"> {
  return new Condition(
    promql`count by (${by()}) (${query}) > ${ONE_BY_ONE}`,
    "count",
    `for more than ${ONE_BY_ONE} at once: ${words}`,
    terms,
    // It waits as long as the rule for one subject.
    lasting,
  );
}
