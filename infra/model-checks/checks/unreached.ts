import { textOf } from "../graph/graph";
import type { Check } from "./check";

/** Things that only exist for others, none of which refers to them. */
export const unreached: Check = {
  name: "unreached",
  faults({ graph }) {
    const reached = new Set(graph.edges.map(({ to }) => textOf(to)));
    return graph.nodes.flatMap((node) => {
      const { needed, place } = node;
      if (needed === undefined || reached.has(textOf(node))) return [];
      const { missing, why, fix } = needed;
      return { what: `${textOf(node)}: ${missing}`, where: place, why, fix };
    });
  },
};
