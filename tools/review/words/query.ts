import { diffArrays, type ChangeObject } from "diff";

import { parseDuration } from "../../../signals/promql/duration";
import { nodesOf } from "../../../signals/promql/syntax";
import { RATE_INTERVAL, type Unit } from "../../../signals/promql/units";
import { quantityText } from "../../../signals/promql/words";
import { timeText } from "../../reference/delayText";
import { distinct, type Fact } from "../change";
import { shortened } from "./text";

/** A token of a PromQL expression, to be compared with others. */
interface Token {
  readonly text: string;
  readonly role: "limit" | "guard" | "number" | "window" | "step" | "offset" | "other";
}

/**
 * The difference between two expressions. If only numbers and durations differ, these are compared, with limits shown
 * in the unit of what is measured.
 */
export function queryFacts(from: string, to: string, unit: Unit = "count"): readonly Fact[] {
  if (from === to) return [];
  const [before, after] = [tokensOf(from), tokensOf(to)];
  const alike =
    before.length === after.length &&
    before.every(({ role, text }, i) => {
      const other = after[i];
      return other?.role === role && (role !== "other" || other.text === text);
    });
  return alike ? numberFacts(before, after, unit) : [rewritten(before, after)];
}

const NAMES: Readonly<Record<Token["role"], string>> = {
  limit: "limit",
  guard: "counts from",
  number: "number in the query",
  window: "window",
  step: "step",
  offset: "offset",
  other: "query",
};

function numberFacts(
  before: readonly Token[],
  after: readonly Token[],
  unit: Unit,
): readonly Fact[] {
  // Only the limit that the alert's value itself is compared with surely has its unit.
  const own = before.findIndex(({ role }) => role === "limit");
  const facts = before.flatMap(({ role, text }, i) => {
    const other = after[i]?.text ?? "";
    if (text === other) return [];
    const written = (value: string) =>
      role === "limit" && (i === own || text === before[own]?.text)
        ? limitText(value, unit)
        : plainText(value);
    const [was, is] = [written(text), written(other)];
    return was === is ? [] : [{ what: NAMES[role], from: was, to: is }];
  });
  return distinct(facts);
}

function limitText(value: string, unit: Unit): string {
  const number = Number(value);
  if (!Number.isNaN(number)) return quantityText(number, unit);
  return quantityText(parseDuration(value) / 1000, "seconds");
}

function plainText(value: string): string {
  if (value === RATE_INTERVAL) return "Grafana's own";
  return Number.isNaN(Number(value)) && /^[\d.a-z]+$/.test(value)
    ? timeText(parseDuration(value))
    : value;
}

/** The difference between expressions with different structure: what was added or removed, or both texts. */
function rewritten(before: readonly Token[], after: readonly Token[]): Fact {
  const parts = diffArrays(texts(before), texts(after));
  if (!parts.some(({ added }) => added)) return { what: `query no longer has ${extra(parts)}` };
  if (!parts.some(({ removed }) => removed)) return { what: `query also has ${extra(parts)}` };
  const side = (skip: "added" | "removed") =>
    parts
      .filter((part) => !part[skip])
      .map(({ value, added: isAdded, removed }) => {
        const text = value.join("");
        return isAdded || removed || text.length <= SHORT ? text : " … ";
      })
      .join("");
  return { what: "query", from: elided(side("added")), to: elided(side("removed")) };
}

/**
 * The tokens that one of the two has in addition, from the first to the last. If possible, the range starts with an
 * operator.
 */
function extra(parts: readonly ChangeObject<string[]>[]): string {
  const isMore = ({ added, removed }: ChangeObject<string[]>) => added || removed;
  const [first, last] = [parts.findIndex(isMore), parts.findLastIndex(isMore)];
  const tokensFrom = (start: number, end?: number) =>
    parts.slice(start, end).flatMap(({ value }) => value);
  const before = tokensFrom(0, first);
  const all = [...before, ...tokensFrom(first)];
  const length = tokensFrom(first, last + 1).length;
  // If equal tokens surround an insertion, it can be shifted: the same result comes from a range that starts earlier or
  // later.
  const slides = [
    ...range(before.length, -1, all, length),
    ...range(before.length, 1, all, length),
  ];
  const start = slides.find((at) => OPERATOR.test(all[at] ?? "")) ?? before.length;
  return shortened(all.slice(start, start + length).join(""), 160);
}

const OPERATOR = /^\s*(or|and|unless)$/;

/** The positions to which a range of tokens can be shifted in one direction without changing the result. */
function range(
  start: number,
  step: 1 | -1,
  tokens: readonly string[],
  length: number,
): readonly number[] {
  const found = [start];
  const at = (place: number) => tokens[place]?.trim();
  for (let place = start; ; place += step) {
    const edge = step === 1 ? place : place - 1;
    if (at(edge) === undefined || at(edge) !== at(edge + length)) return found;
    found.push(place + step);
  }
}

/** The longest unchanged text that is shown in full: it is no longer than its ellipsis. */
const SHORT = 12;

function elided(text: string): string {
  return shortened(text, 160).replaceAll(/(… )+/g, "… ");
}

function texts(tokens: readonly Token[]): string[] {
  return tokens.map(({ text }) => text);
}

const ROLES: Readonly<Record<string, Token["role"]>> = {
  DurationExpr: "window",
  OffsetDurationExpr: "offset",
};

/** Splits an expression into tokens: numbers, durations, matchers, and the text between them. */
function tokensOf(promql: string): readonly Token[] {
  const tokens: Token[] = [];
  let done = 0;
  const other = (to: number) => {
    for (const [text] of promql.slice(done, to).matchAll(/\s*[\w:]+|\s*[^\w\s]|\s+/g)) {
      tokens.push({ text, role: "other" });
    }
  };
  for (const node of nodesOf(promql)) {
    if (node.from < done) continue;
    const role = roleOf(node);
    if (role === undefined) continue;
    other(node.from);
    tokens.push({ text: promql.slice(node.from, node.to), role });
    done = node.to;
  }
  other(promql.length);
  return tokens;
}

type Node = ReturnType<typeof nodesOf>[number];

const RISING_OR_FALLING = ["Gtr", "Lss", "Lte", "Eql", "Neq"];

function roleOf(node: Node): Token["role"] | undefined {
  if (node.name.endsWith("LabelMatcher")) return "other";
  if (node.name === "NumberDurationLiteralInDurationContext") {
    const parent = node.parent?.name ?? "";
    const stepped = parent === "DurationExpr" && node.parent?.prevSibling?.name === "DurationExpr";
    return stepped ? "step" : (ROLES[parent] ?? "window");
  }
  if (node.name !== "NumberDurationLiteral") return undefined;
  const operator = node.prevSibling?.name ?? "";
  if (node.parent?.name !== "BinaryExpr") return "number";
  // A condition on the traffic is written with >=, as an operand of a larger expression.
  if (operator === "Gte") return node.parent.parent?.name === "BinaryExpr" ? "guard" : "limit";
  return RISING_OR_FALLING.includes(operator) ? "limit" : "number";
}
