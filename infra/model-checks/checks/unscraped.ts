import { mayBeOf, type Read } from "../../../signals/promql/reads";
import type { Fault } from "../finding";
import type { Model } from "../graph";
import { textOf } from "../graph/graph";
import { SERIES } from "../../../signals/series";
import type { Query } from "../graph/queries";
import type { Check } from "./check";

/**
 * Queries for metrics that the stack's Prometheus does not have. If the settings leave a target out, a panel may be
 * empty, because it says so; a rule that never fires says nothing.
 */
export const unscraped: Check = {
  name: "unscraped",
  faults: (model) => [
    ...model.queries.flatMap(wrongJobs),
    ...byPlaceAndJob(missing(model)).map(([first, ...others]): Fault => {
      const { query, job } = first;
      const names = [...new Set([first, ...others].map((each) => textOf(each.query.from)))];
      const [name = "", ...more] = names;
      const who = more.length === 0 ? `${name} reads` : `${name} and ${more.length} more read`;
      return {
        what: `${who} job ${job}, of which no target is scraped in this stack`,
        where: query.from.place,
        why: consequence(query),
        fix: "Give it a ServiceMonitor whose Service has pods, or leave out what reads it.",
      };
    }),
  ],
};

/** The jobs that may expose the series. */
function jobsOf(read: Read): readonly string[] {
  return (SERIES.get(read.series)?.jobs ?? []).filter((job) => mayBeOf(read, job));
}

function wrongJobs(query: Query): readonly Fault[] {
  return query.reads.flatMap((read) => {
    const known = SERIES.get(read.series)?.jobs ?? [];
    if (known.length === 0 || jobsOf(read).length > 0) return [];
    return {
      what: `${textOf(query.from)} reads ${read.text}, which no such job exports`,
      where: query.from.place,
      why: consequence(query),
      fix: `Read it of ${known.join(" or ")}.`,
    };
  });
}

interface Missing {
  readonly query: Query;
  readonly job: string;
}

function missing({ queries, targets, declared }: Model): readonly Missing[] {
  const scraped = new Set(targets.map(({ job }) => job));
  const leftOut = new Set<string>(declared.leftOut);
  return queries.flatMap((query) =>
    query.reads
      .map(jobsOf)
      .filter((jobs) => jobs.length > 0 && !jobs.some((job) => scraped.has(job)))
      .filter((jobs) => query.by === "rule" || !jobs.every((job) => leftOut.has(job)))
      .map((jobs) => ({ query, job: jobs.join(" or ") })),
  );
}

/** Many queries read the same metrics, so there is one finding for each file and job. */
function byPlaceAndJob(
  all: readonly Missing[],
): readonly (readonly [Missing, ...(readonly Missing[])])[] {
  const groups = new Map<string, [Missing, ...Missing[]]>();
  for (const each of all) {
    const key = `${each.query.from.place} ${each.job}`;
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  return [...groups.values()];
}

function consequence({ by }: Query): string {
  return by === "rule"
    ? "The rule never yields anything: nobody is notified."
    : "The panel always stays empty.";
}
