import { parser } from "@prometheus-io/lezer-promql";

import { RATE_INTERVAL } from "./units";

// The grammar does not know Grafana's variable. This duration is as long as its name, so that every position
// in the tree is one in the text, too.
const STAND_IN = `${"1".padStart(RATE_INTERVAL.length - 1, "0")}m`;

/** The parse tree of a PromQL text, in which `$__rate_interval` stands for a duration. */
export function parsePromQL(text: string) {
  return parser.parse(text.replaceAll(RATE_INTERVAL, STAND_IN));
}

export type SyntaxNode = ReturnType<typeof parsePromQL>["topNode"];

/** The nodes of each text that was parsed before: a stack's few hundred queries are looked at a dozen times each. */
const parsed = new Map<string, readonly SyntaxNode[]>();
/** Several stacks' queries; a process that makes up ever new ones is not to hold all of them. */
const MOST_PARSED = 10_000;

/** Every node of the tree, from left to right, a node before its children. */
export function nodesOf(text: string): readonly SyntaxNode[] {
  const known = parsed.get(text);
  if (known) return known;
  const nodes: SyntaxNode[] = [];
  parsePromQL(text).iterate({
    enter({ node }) {
      nodes.push(node);
    },
  });
  if (parsed.size >= MOST_PARSED) parsed.clear();
  parsed.set(text, nodes);
  return nodes;
}

/** Fails on the first place in a text that is not PromQL. */
export function assertSyntax(text: string): void {
  const error = nodesOf(text).find(({ type }) => type.isError);
  if (error) {
    const place = text.slice(error.from, error.from + 20);
    throw new Error(`Not PromQL, at ${place === "" ? "the end" : `"${place}"`}: ${text}`);
  }
}
