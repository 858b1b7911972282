import { SERIES } from "../../../signals/series";
import type { Graph } from "./graph";

export const metricGraph: Graph = {
  nodes: [...SERIES].map(([name, { catalog }]) => ({
    kind: "metric",
    name,
    place: `the catalog "${catalog.title}"`,
  })),
  edges: [],
};
