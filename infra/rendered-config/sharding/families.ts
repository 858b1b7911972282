import type { RuleGroup } from "../../../alert-rules";
import { recordedIn } from "../../../alert-rules/recorded";
import { SERIES } from "../../../signals/series";
import { mayBeOf, readsOf } from "../../../signals/promql/reads";
import type { Job } from "../../../signals/exporters/targets";
import type { AlertName } from "../../../alert-rules/alerts";

/** Jobs that some rule reads together, so that they must be on one shard. In the order of the stack's jobs. */
export type Family = readonly [Job, ...Job[]];

/** Alerts whose conditions look at each job separately: every shard has them, for its own jobs. */
const OF_EACH_JOB: readonly AlertName[] = ["TargetDown", "TargetAbsent"];

/** The jobs whose series a rule reads, directly or through recordings. */
export function jobsRead(
  expr: string,
  groups: readonly RuleGroup[],
  jobs: readonly Job[],
): readonly Job[] {
  const recorded = recordedIn(groups);
  const seen = new Set<string>();
  const found = new Set<Job>();
  const follow = (text: string): void => {
    for (const read of readsOf(text)) {
      for (const job of SERIES.get(read.series)?.jobs ?? []) {
        if (mayBeOf(read, job)) found.add(job);
      }
      if (seen.has(read.series)) continue;
      seen.add(read.series);
      recorded.get(read.series)?.forEach(follow);
    }
  };
  follow(expr);
  return jobs.filter((job) => found.has(job));
}

/** The jobs of a stack, with those in one family that a rule reads together. */
export function familiesOf(groups: readonly RuleGroup[], jobs: readonly Job[]): readonly Family[] {
  const joined = groups
    .flatMap(({ rules }) => rules)
    .filter((rule) => !("alert" in rule && (OF_EACH_JOB as readonly string[]).includes(rule.alert)))
    .map(({ expr }) => jobsRead(expr, groups, jobs));
  let families: readonly (readonly Job[])[] = jobs.map((job) => [job]);
  for (const together of joined) {
    const touched = families.filter((family) => family.some((job) => together.includes(job)));
    if (touched.length < 2) continue;
    families = [...families.filter((family) => !touched.includes(family)), touched.flat()];
  }
  return families
    .map((family) => jobs.filter((job) => family.includes(job)) as unknown as Family)
    .sort(([a], [b]) => jobs.indexOf(a) - jobs.indexOf(b));
}
