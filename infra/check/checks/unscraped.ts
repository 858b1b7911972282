import { takes } from "../../promql/reads";
import { JOBS } from "../../promql/targets";
import type { Fault } from "../finding";
import type { Model } from "../graph";
import { textOf } from "../graph/graph";
import { SERIES } from "../graph/metrics";
import type { Query } from "../graph/queries";
import type { Check } from "./check";

/**
 * Queries of metrics that the stack's Prometheus does not have. A panel may be empty where the stack's settings leave
 * its target out, and says so; a rule that never fires says nothing.
 */
export const unscraped: Check = {
  name: "unscraped",
  faults: (model) => model.queries.flatMap((query) => faultsOf(query, model)),
};

function faultsOf({ from, reads, by }: Query, { targets, declared }: Model): readonly Fault[] {
  const scraped = new Set(targets.map(({ job }) => job));
  return reads.flatMap(({ series, matchers, text }) => {
    const known = SERIES.get(series);
    if (!known || known.jobs.length === 0) return [];
    const ofJob = matchers.filter(({ label }) => label === "job");
    const asked = JOBS.filter((job) => ofJob.every((matcher) => takes(matcher, job)));
    const jobs = known.jobs.filter((job) => asked.includes(job));
    if (jobs.some((job) => scraped.has(job))) return [];
    if (jobs.length === 0) {
      return {
        what: `${textOf(from)} reads ${text}, which no such job exports`,
        where: from.place,
        why: consequence(by),
        fix: `Read it of ${known.jobs.join(" or ")}.`,
      };
    }
    if (by === "panel" && jobs.every((job) => declared.leftOut.includes(job))) return [];
    return {
      what: `${textOf(from)} reads ${text}, but no target of job ${jobs.join(" or ")} is scraped in this stack`,
      where: from.place,
      why: consequence(by),
      fix: "Give it a ServiceMonitor whose Service has pods, or leave this out where it has none.",
    };
  });
}

function consequence(by: Query["by"]): string {
  return by === "rule"
    ? "The rule yields nothing, whatever happens: nobody is told."
    : "The panel stays empty, whatever happens.";
}
