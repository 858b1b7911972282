import leven from "leven";

import { textOf, type Graph, type Thing } from "../graph/graph";
import type { Check } from "./check";

/** How many letters two names may differ by, as a share, so that one is taken for the other misspelled. */
const ALIKE = 0.4;

/** Names of things that are not there. */
export const dangling: Check = {
  name: "dangling edge",
  faults({ graph }) {
    const there = new Set(graph.nodes.map(textOf));
    return graph.edges
      .filter(({ to }) => !there.has(textOf(to)))
      .map(({ from, verb, to, why }) => ({
        what: `${textOf(from)} ${verb} ${textOf(to)}, which is not there`,
        where: from.place,
        why,
        fix: remedy(to, graph),
      }));
  },
};

function remedy(to: Thing, { nodes }: Graph): string {
  const names = nodes.filter(({ kind }) => kind === to.kind).map(({ name }) => name);
  const [nearest] = names
    .map((name) => ({ name, distance: leven(name, to.name) }))
    .filter(({ name, distance }) => distance <= ALIKE * Math.max(name.length, to.name.length))
    .sort((a, b) => a.distance - b.distance);
  return nearest
    ? `Did you mean ${nearest.name}? Else declare ${to.name}.`
    : `Declare ${to.name}, or take out what names it.`;
}
