import { isDeepStrictEqual } from "node:util";

import { parseDuration } from "../../signals/promql/duration";
import { readOf } from "../../signals/promql/reads";
import { assertSyntax, parsePromQL, type SyntaxNode } from "../../signals/promql/syntax";
import { recordingsRead, type Recording } from "./recordings";

/**
 * How long after a fault has fully begun an expression starts to hold, in milliseconds, if every sample were available
 * at once.
 *
 * "Fully" is the model: from its beginning every request fails, is slow, or misses the cache, at the same traffic as
 * before. A share over a window then passes its limit when that much of the window is bad: 5 % of 5 m is 15 s, and the
 * 0.95 quantile needs the 5 % above it. For anything else no part can be given, and the whole window counts: then it
 * contains nothing but the fault. That applies to things that stop happening (no sign-up for a day) and to trends (a
 * volume that fills). What is not measured over a window is seen at once, and so is what a window only remembers: its
 * latest sample, or its extreme on the side of the fault.
 *
 * Of `a and b` the later side counts, except that `>=` on only one side is a condition on the traffic, and holds
 * already. If a condition has to hold at a number of moments of a window (`count_over_time((a)[5m:15s]) >= 12`), the
 * first moment counts: see heldFor(). Of `a or b` the later side counts as well, because each is a fault of its own.
 * But if both measure the same series over windows of which a known part is enough, the earlier side counts: a full
 * fault passes the limits of both. And if b only applies to less traffic (`b unless c >= 1`), a counts: how soon b is
 * seen depends on the number of requests, and at the previous traffic a applies.
 *
 * @throws on text that is not PromQL
 */
export function detectionDelay(promql: string, recordings: readonly Recording[]): number {
  assertSyntax(promql);
  return delayOf({ node: topOf(promql), text: promql, recordings });
}

/**
 * How long a fault has to hold until its expression counts the required number of moments, in milliseconds: a wait like
 * `for`, except that it does not restart when the fault is gone for a moment.
 */
export function heldFor(promql: string): number {
  assertSyntax(promql);
  const counts = descendants(topOf(promql)).flatMap(
    (node) => countOf({ node, text: promql, recordings: [] }) ?? [],
  );
  return Math.max(0, ...counts.map(({ held }) => held));
}

/** A part of an expression. */
interface Part {
  readonly node: SyntaxNode;
  readonly text: string;
  readonly recordings: readonly Recording[];
}

const COMPARISONS = ["Gtr", "Gte", "Lss", "Lte", "Eql", "Neq"];

function delayOf(part: Part): number {
  const { node } = bare(part);
  const at = (inner: SyntaxNode): Part => ({ ...part, node: inner });
  const sides = sidesOf(node);
  if (!sides) return windowOf(part);
  const [left, right] = [at(sides.left), at(sides.right)];
  const counted = sides.operator === "And" ? countOf(right) : undefined;
  if (counted) return delayOf(counted.condition);
  switch (sides.operator) {
    case "Or":
      if (isForLess(right)) return delayOf(left);
      return (measureTheSame(left, right) ? Math.min : Math.max)(delayOf(left), delayOf(right));
    case "Unless":
      return delayOf(left);
    case "And": {
      const faults = [left, right].filter((side) => !isGuard(side));
      return Math.max(...(faults.length > 0 ? faults : [left, right]).map(delayOf));
    }
    default:
      return COMPARISONS.includes(sides.operator)
        ? crossing(left, sides.operator, constantOf(right))
        : windowOf(part);
  }
}

/** The time after which a measured value passes its limit. */
function crossing(measured: Part, operator: string, limit: number | undefined): number {
  const remembered = rememberedBy(measured, operator);
  if (remembered) return crossing(remembered, operator, limit);
  const window = windowOf(measured);
  const share = limit === undefined ? undefined : badShare(measured, operator, limit);
  if (share === undefined) return window;
  // Rates of rates: the inner window must fill before the outer one sees all of it.
  const outer = ownWindow(measured);
  // 1 - 0.95 is 0.050000000000000044, which would round up to one more millisecond.
  return Math.ceil(Number((outer * share).toPrecision(12))) + (window - outer);
}

/** A condition that has to hold at a number of moments of a subquery; undefined for anything else than such a count. */
function countOf(part: Part): { readonly condition: Part; readonly held: number } | undefined {
  const { node, text } = bare(part);
  const sides = sidesOf(node);
  if (sides?.operator !== "Gte") return undefined;
  const counted = bare({ ...part, node: sides.left }).node;
  const name = text.slice(counted.from, counted.getChild("FunctionIdentifier")?.to);
  const subquery = counted.getChild("FunctionCallBody")?.firstChild;
  const times = constantOf({ ...part, node: sides.right });
  if (name !== "count_over_time" || subquery?.name !== "SubqueryExpr" || times === undefined) {
    return undefined;
  }
  const step = subquery.getChildren("DurationExpr").at(1);
  const condition = subquery.firstChild;
  if (!step || !condition) return undefined;
  return {
    condition: { ...part, node: condition },
    held: times * parseDuration(text.slice(step.from, step.to)),
  };
}

const RISING = ["Gtr", "Gte"];

/**
 * The samples of a window that only remembers: one bad sample is enough. Undefined if it takes more than one to pass
 * the limit.
 */
function rememberedBy(part: Part, operator: string): Part | undefined {
  const { node, text } = bare(part);
  const sides = sidesOf(node);
  // The time left until a deadline: subtracting the clock adds no window.
  if (sides?.operator === "Sub" && text.slice(sides.right.from, sides.right.to) === "time()") {
    return rememberedBy({ ...part, node: sides.left }, operator);
  }
  const [first] = RISING.includes(operator) ? ["max_over_time"] : ["min_over_time"];
  const name = text.slice(node.from, node.getChild("FunctionIdentifier")?.to ?? node.from);
  if (name !== "last_over_time" && name !== first) return undefined;
  const ranged = node.getChild("FunctionCallBody")?.firstChild?.firstChild;
  return ranged ? { ...part, node: ranged } : undefined;
}

/** The share of the window that must be bad, from 0 to 1; undefined if it cannot be determined. */
function badShare(part: Part, operator: string, limit: number): number | undefined {
  const rising = RISING.includes(operator);
  if (rising && limit === 0) return 0;
  const { node, text } = bare(part);
  const at = (inner: SyntaxNode): Part => ({ ...part, node: inner });

  const recorded = recordingsAt({ ...part, node });
  const [first] = recorded;
  if (first) return badShare(whole(first, part.recordings), operator, limit);

  if (node.name === "FunctionCall") {
    const name = text.slice(node.from, node.getChild("FunctionIdentifier")?.to);
    const quantile = node.getChild("FunctionCallBody")?.firstChild;
    const q = name === "histogram_quantile" && quantile ? constantOf(at(quantile)) : undefined;
    if (q !== undefined) return rising ? 1 - q : undefined;
    // For a series that falls from 1 to 0, as `up` does, the mean is below the limit once the rest of the window is
    // bad.
    const overTime = ["MatrixSelector", "SubqueryExpr"].includes(quantile?.name ?? "");
    const isMean = name === "avg_over_time" && overTime;
    return isMean && !rising && limit > 0 && limit < 1 ? 1 - limit : undefined;
  }
  const sides = sidesOf(node);
  if (!sides) return undefined;
  const [left, right] = [at(sides.left), at(sides.right)];
  const [a, b] = [constantOf(left), constantOf(right)];
  switch (sides.operator) {
    case "Or":
      return badShare(left, operator, limit);
    case "Sub":
      // 1 - x > limit is the same as x < 1 - limit.
      return a === 1 ? badShare(right, rising ? "Lss" : "Gtr", 1 - limit) : undefined;
    case "Div":
      if (b !== undefined) return badShare(left, operator, limit * b);
      if (limit < 0 || limit > 1 || windowOf(left) === 0 || windowOf(right) === 0) return undefined;
      return rising ? limit : 1 - limit;
    default:
      return undefined;
  }
}

/**
 * A comparison with `>=`, or several of them: conditions on the traffic are written like this, conditions on the fault
 * are not.
 */
function isGuard(part: Part): boolean {
  const sides = sidesOf(bare(part).node);
  if (sides?.operator !== "Or") return sides?.operator === "Gte";
  return [sides.left, sides.right].every((node) => isGuard({ ...part, node }));
}

/** An expression that only holds below some traffic. */
function isForLess(part: Part): boolean {
  const sides = sidesOf(bare(part).node);
  return sides?.operator === "Unless" && isGuard({ ...part, node: sides.right });
}

/** Whether two expressions read the same series, each over a window of which a part is enough. */
function measureTheSame(...parts: readonly [Part, Part]): boolean {
  const [ours, theirs] = parts.map(({ node, text }) => {
    const selectors = descendants(node).filter(({ name }) => name === "VectorSelector");
    return new Set(selectors.map((selector) => readOf(selector, text).text));
  });
  return isDeepStrictEqual(ours, theirs) && parts.every((part) => delayOf(part) < windowOf(part));
}

/** The longest range of an expression, including what the recordings in it add. */
function windowOf(part: Part): number {
  const only = recordingsAt({ ...part, node: bare(part).node });
  if (only.length > 0) return longest(only, part, windowOf);
  const inner = descendants(part.node).flatMap((node) => recordingsAt({ ...part, node }));
  return ownWindow(part) + longest(inner, part, windowOf);
}

/** The same without what recordings inside a range add; for a bare recording, its own range. */
function ownWindow(part: Part): number {
  const only = recordingsAt({ ...part, node: bare(part).node });
  if (only.length > 0) return longest(only, part, ownWindow);
  const ranges = descendants(part.node)
    .filter(({ name }) => name === "MatrixSelector" || name === "SubqueryExpr")
    .flatMap((node) => node.getChild("DurationExpr") ?? [])
    .map(({ from, to }) => part.text.slice(from, to));
  // A plain number in a range is a number of seconds.
  return Math.max(0, ...ranges.map((range) => parseDuration(range.replace(/^(\d+)$/, "$1s"))));
}

function longest(
  found: readonly Recording[],
  { recordings }: Part,
  length: (part: Part) => number,
): number {
  return Math.max(0, ...found.map((recording) => length(whole(recording, recordings))));
}

/** The recordings that a selector reads; empty if the node is no selector, or reads scraped series. */
function recordingsAt({ node, text, recordings }: Part): readonly Recording[] {
  return node.name === "VectorSelector" ? recordingsRead(recordings, readOf(node, text)) : [];
}

function constantOf(part: Part): number | undefined {
  const { node, text } = bare(part);
  const word = text.slice(node.from, node.to);
  if (node.name === "NumberDurationLiteral") {
    const number = Number(word);
    return Number.isNaN(number) ? parseDuration(word) / 1000 : number;
  }
  const sides = sidesOf(node);
  if (!sides) return undefined;
  const a = constantOf({ ...part, node: sides.left });
  const b = constantOf({ ...part, node: sides.right });
  if (a === undefined || b === undefined) return undefined;
  const results: Readonly<Record<string, number>> = {
    Mul: a * b,
    Div: a / b,
    Add: a + b,
    Sub: a - b,
  };
  return results[sides.operator];
}

interface Sides {
  readonly left: SyntaxNode;
  readonly operator: string;
  readonly right: SyntaxNode;
}

function sidesOf(node: SyntaxNode): Sides | undefined {
  const { firstChild: left, lastChild: right } = node;
  const operator = left?.nextSibling;
  return node.name === "BinaryExpr" && left && right && operator
    ? { left, operator: operator.name, right }
    : undefined;
}

/**
 * The part without parentheses and without an aggregation around it, because the same holds for each aggregated series.
 */
function bare(part: Part): Part {
  const { node } = part;
  const body = node.name === "AggregateExpr" ? node.getChild("FunctionCallBody") : null;
  const inner = node.name === "ParenExpr" ? node.firstChild : body?.lastChild;
  return inner ? bare({ ...part, node: inner }) : part;
}

function whole({ expr }: Recording, recordings: readonly Recording[]): Part {
  return { node: topOf(expr), text: expr, recordings };
}

function topOf(text: string): SyntaxNode {
  const top = parsePromQL(text).topNode;
  return top.firstChild ?? top;
}

function descendants(node: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [node];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    found.push(...descendants(child));
  }
  return found;
}
