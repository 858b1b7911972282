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

const head = (name: string) => name.replace(/\..*$/, "");

function remedy(to: Thing, { nodes }: Graph): string {
  // Hosts of one namespace are alike in all but their first part.
  const names = nodes
    .filter(({ kind, name }) => kind === to.kind && nearest(head(to.name), [head(name)]))
    .map(({ name }) => name);
  const meant = nearest(to.name, names);
  return meant !== undefined
    ? `Did you mean ${meant}? Otherwise declare ${to.name}.`
    : `Declare ${to.name}, or remove the reference to it.`;
}
