import { textOf, type Node } from "../graph/graph";
import type { Check } from "./check";

/** Several things of one kind with the same name. */
export const duplicates: Check = {
  name: "duplicate name",
  faults({ graph }) {
    const byText = new Map<string, Node[]>();
    for (const node of graph.nodes) {
      const same = byText.get(textOf(node));
      if (same) same.push(node);
      else byText.set(textOf(node), [node]);
    }
    return [...byText]
      .filter(([, nodes]) => nodes.length > 1)
      .map(([text, nodes]) => ({
        what: `${text} exists ${nodes.length} times`,
        where: [...new Set(nodes.map(({ place }) => place))].join(" and "),
        why: "Only one of them takes effect, or none, and it is undefined which.",
        fix: "Rename or remove all but one.",
      }));
  },
};
