import { parser } from "@prometheus-io/lezer-promql";

import { keptOfText } from "../kept";
import { RATE_INTERVAL, STEP } from "./units";

// The grammar does not know Grafana's variables. These stand-in durations are as long as the variables' names, so that
// every position in the tree is also a position in the text.
const STAND_INS = [RATE_INTERVAL, STEP].map(
  (name) => [name, `${"1".padStart(name.length - 1, "0")}m`] as const,
);

/** The parse tree of a PromQL text, with durations in place of `$__rate_interval` and `$__interval`. */
export function parsePromQL(text: string) {
  return parser.parse(
    STAND_INS.reduce((filled, [name, duration]) => filled.replaceAll(name, duration), text),
  );
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

/** Throws at the first place in a text that is not PromQL. */
export function assertSyntax(text: string): void {
  const error = nodesOf(text).find(({ type }) => type.isError);
  if (error) {
    const place = text.slice(error.from, error.from + 20);
    throw new Error(`Not PromQL, at ${place === "" ? "the end" : `"${place}"`}: ${text}`);
  }
}
