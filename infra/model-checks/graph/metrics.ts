import { SERIES } from "../../../signals/series";
import type { Graph } from "./graph";

/** Every declared series as a node, so that queries can refer to it. */
export const metricGraph: Graph = {
  nodes: [...SERIES].map(([name, { catalog }]) => ({
    kind: "metric",
    name,
    place: `the catalog "${catalog.title}"`,
  })),
  edges: [],
};
