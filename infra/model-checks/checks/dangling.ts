import { textOf, type Graph, type Thing } from "../graph/graph";
import { nearest } from "../../objects/nearest";
import type { Check } from "./check";

/** References to things that do not exist. */
export const dangling: Check = {
  name: "dangling edge",
  faults({ graph }) {
    const there = new Set(graph.nodes.map(textOf));
    return graph.edges
      .filter(({ to }) => !there.has(textOf(to)))
      .map(({ from, verb, to, why }) => ({
        what: `${textOf(from)} ${verb} ${textOf(to)}, which does not exist`,
        where: from.place,
        why,
        fix: remedy(to, graph),
      }));
  },
};

function remedy(to: Thing, { nodes }: Graph): string {
  const names = nodes.filter(({ kind }) => kind === to.kind).map(({ name }) => name);
  const meant = nearest(to.name, names);
  return meant !== undefined
    ? `Did you mean ${meant}? Otherwise declare ${to.name}.`
    : `Declare ${to.name}, or remove the reference to it.`;
}
