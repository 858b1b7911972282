import { parser } from "@prometheus-io/lezer-promql";

import { keptOfText } from "../kept";
import { RATE_INTERVAL } from "./units";

// The grammar does not know Grafana's variable. This duration is as long as its name, so that every position
// in the tree is one in the text, too.
const STAND_IN = `${"1".padStart(RATE_INTERVAL.length - 1, "0")}m`;

/** The parse tree of a PromQL text, in which `$__rate_interval` stands for a duration. */
export function parsePromQL(text: string) {
  return parser.parse(text.replaceAll(RATE_INTERVAL, STAND_IN));
}

export type SyntaxNode = ReturnType<typeof parsePromQL>["topNode"];

/** Every node of the tree, from left to right, a node before its children. */
export const nodesOf = keptOfText((text): readonly SyntaxNode[] => {
  const nodes: SyntaxNode[] = [];
  parsePromQL(text).iterate({
    enter({ node }) {
      nodes.push(node);
    },
  });
  return nodes;
});

/** Fails on the first place in a text that is not PromQL. */
export function assertSyntax(text: string): void {
  const error = nodesOf(text).find(({ type }) => type.isError);
  if (error) {
    const place = text.slice(error.from, error.from + 20);
    throw new Error(`Not PromQL, at ${place === "" ? "the end" : `"${place}"`}: ${text}`);
  }
}
