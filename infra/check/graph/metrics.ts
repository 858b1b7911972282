import type { Metric } from "../../../service/metrics/define";
import { ORIGINS, type Origin } from "../../exporters/origins";
import type { Job } from "../../promql/targets";
import type { Graph } from "./graph";

/** A series that some catalog declares. */
export interface Series {
  readonly metric: Metric;
  readonly origin: Origin;
  /** The jobs whose targets show it; none where rules make it. */
  readonly jobs: readonly Job[];
}

/** Every declared series by its name: a histogram has three. */
export const SERIES: ReadonlyMap<string, Series> = new Map(
  ORIGINS.flatMap((origin) =>
    Object.values(origin.metrics).flatMap((metric) => {
      const series = { metric, origin, jobs: origin.jobs(metric.name) };
      const ends = metric.kind === "histogram" ? ["_bucket", "_sum", "_count"] : [""];
      return ends.map((end) => [metric.name + end, series] as const);
    }),
  ),
);

export const metricGraph: Graph = {
  nodes: [...SERIES].map(([name, { origin }]) => ({ kind: "metric", name, place: origin.title })),
  edges: [],
};
