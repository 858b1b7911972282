import { promql, by } from "../signals/promql/promql";
import { Condition } from "../signals/promql/signal";
import type { Duration } from "../signals/promql/units";

/**
 * The labels that say which one of its kind an alert is about, and whether there may be any number of these: of a disk that
 * several volumes share, of a node with forty pods, all fail at once. Of the others a system has a handful.
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
  rule_group: "any number",
  slo: "a handful",
} as const satisfies Readonly<Record<string, "any number" | "a handful">>;

/** The labels that say which one of its kind an alert is about. An alert has few of them. */
export const SUBJECT = Object.keys(SUBJECTS);

/** So many of one kind page one by one. More of them at once have one cause, and are told together. */
export const ONE_BY_ONE = 4;

/** The label of an alert that tells of many of its kind together, and silences those that tell of one. */
export const TOGETHER = { subjects: "many" } as const;

/** How long the many are one incident still when some of them are over: a few that are left are over soon, too. */
export const MANY_LINGER: Duration = "5m";

/** Whether a condition may hold for any number of subjects at once. */
export function ofAnyNumber({ query }: Condition): boolean {
  return query.labels.some(
    (label) => label in SUBJECTS && SUBJECTS[label as keyof typeof SUBJECTS] === "any number",
  );
}

/** The condition that another holds for more subjects than are told one by one; how many is its value. */
export function forMany({ query, words, terms, lasting }: Condition): Condition<never, "count"> {
  return new Condition(
    promql`count by (${by()}) (${query}) > ${ONE_BY_ONE}`,
    "count",
    `for more than ${ONE_BY_ONE} at once: ${words}`,
    terms,
    // It waits as long as the single ones.
    lasting,
  );
}
