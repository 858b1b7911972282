import type { Kind, LabelOf } from "../../service/metrics/define";
import { checkPromQL } from "./check";
import type { Plain, Selector } from "./selector";
import { TARGET_LABELS } from "./targets";
import type { TargetLabel } from "./targets";
import type { STEP, Window } from "./units";

/** The labels that an aggregation keeps. */
export interface Grouping<L extends string = string> {
  readonly kind: "grouping";
  readonly labels: readonly L[];
}

/**
 * A checked expression, the labels that its result carries, and the series that it reads with the kind of each one's
 * metric.
 */
export interface Query<L extends string = string> {
  readonly kind: "query";
  readonly text: string;
  readonly labels: readonly L[];
  readonly reads: Readonly<Record<string, Kind>>;
}

/** Rates of many series that a query has to sum up; the buckets of a histogram are summed by `le` inside a quantile. */
export interface Rates<L extends string = string> {
  readonly kind: "rates";
  readonly text: string;
  readonly labels: readonly L[];
  readonly reads: Query["reads"];
}

type Hole = Plain | Selector | Grouping | Rates | Query | Window | typeof STEP | number;

/** The labels that an aggregation keeps; `by()` keeps none and makes one series. */
export function by<const L extends string = never>(...labels: readonly L[]): Grouping<L> {
  return { kind: "grouping", labels };
}

type Carried<H> =
  H extends Plain<infer V>
    ? LabelOf<V> | TargetLabel
    : H extends Selector<infer L> | Rates<infer L> | Query<infer L>
      ? L
      : never;
type Kept<H> = H extends Grouping<infer L> ? L : never;

/** Allows a grouping only labels that some series of the same query carries. */
type Checked<H extends readonly Hole[]> = {
  readonly [I in keyof H]: H[I] extends Grouping ? Grouping<Carried<H[number]>> : H[I];
};

/**
 * Without a grouping all labels are left; with `by()` none is. The label `le` of buckets never survives the quantile.
 */
type Left<H> = Exclude<[Extract<H, Grouping>] extends [never] ? Carried<H> : Kept<H>, "le">;

/**
 * PromQL in which each metric and each grouping is a hole, so that the compiler sees its name. A query in a hole is put
 * in parentheses.
 *
 * @throws on text that is not PromQL, on a metric or label written as text, on a counter read without a rate, on an
 * aggregation that does not say which labels it keeps, and on rates that nothing sums up
 */
export function promql<const H extends readonly Hole[]>(
  text: TemplateStringsArray,
  ...holes: H & Checked<H>
): Query<Left<H[number]>> {
  const parts = holes.filter((hole) => typeof hole === "object");
  const carried = parts.flatMap((part) => (part.kind === "grouping" ? [] : labelsOf(part)));
  const groupings = parts.filter((part) => part.kind === "grouping");
  const reads = Object.assign({}, ...parts.map(readsOf)) as Query["reads"];

  assertOneGrouping(groupings);
  assertSummed(text, holes);
  checkPromQL(tidy(String.raw({ raw: text }, ...holes.map(outline))), { reads, labels: carried });
  const left = groupings[0]?.labels ?? carried;
  return {
    kind: "query",
    text: shorten(tidy(String.raw({ raw: text }, ...holes.map(render)))),
    labels: [...new Set(left)].filter((label) => label !== "le") as Left<H[number]>[],
    reads,
  };
}

/** With different groupings, the result type could not tell that only the outermost decides which labels are left. */
function assertOneGrouping(groupings: readonly Grouping[]): void {
  const different = new Set(groupings.map(({ labels }) => [...labels].sort().join(", ")));
  if (different.size > 1) {
    const said = [...different].map((labels) => `by (${labels})`).join(" and ");
    throw new Error(`One query keeps ${said}. Write the inner one as a query of its own.`);
  }
}

/**
 * Rates may only be read through their sum, so that it makes no difference whether they come from pods or from a
 * recording.
 */
function assertSummed(text: readonly string[], holes: readonly Hole[]): void {
  for (const [index, hole] of holes.entries()) {
    if (typeof hole !== "object" || hole.kind !== "rates") continue;
    const before = `${text[index - 1] ?? ""}()${text[index] ?? ""}`;
    const after = text[index + 1] ?? "";
    if (/\bsum by \(\(\)\) \($/.test(before) && after.startsWith(")")) continue;
    throw new Error(`Sum up the rates, by (\${by()}) to one: ${hole.text}`);
  }
}

function labelsOf(part: Plain | Selector | Rates | Query): readonly string[] {
  return part.kind === "selector" || part.kind === "rates" || part.kind === "query"
    ? part.labels
    : [...Object.keys(part.labels), ...Object.keys(TARGET_LABELS)];
}

function readsOf(part: Exclude<Hole, string | number>): Query["reads"] {
  switch (part.kind) {
    case "query":
    case "rates":
      return part.reads;
    case "selector":
      return { [part.metric]: part.of };
    case "grouping":
      return {};
    default:
      return { [part.name]: part.kind };
  }
}

function render(hole: Hole): string {
  if (typeof hole !== "object") return String(hole);
  switch (hole.kind) {
    case "query":
      return `(${hole.text})`;
    case "selector":
    case "rates":
      return hole.text;
    case "grouping":
      return hole.labels.join(", ");
    default:
      return hole.name;
  }
}

/**
 * A hole reduced to a placeholder: the text of a query and the matchers of a selector were checked when they were made.
 */
function outline(hole: Hole): string {
  if (typeof hole !== "object") return String(hole);
  if (hole.kind === "query" || hole.kind === "rates") return "(1)";
  return hole.kind === "selector" ? hole.metric : render(hole);
}

const SPACES = orQuoted(/\s+/);
const BY_NONE = orQuoted(/ by \(\) ?\(/);

/** Collapses each run of white space outside quotes into one space. */
function tidy(text: string): string {
  return outsideQuotes(text.trim(), SPACES, " ");
}

/** `sum(…)` means the same as `sum by () (…)`. */
function shorten(text: string): string {
  return outsideQuotes(text, BY_NONE, "(");
}

/** Compiled once, because making a stack writes some thousand queries. */
function orQuoted(pattern: RegExp): RegExp {
  return new RegExp(`("(?:[^"\\\\]|\\\\.)*")|${pattern.source}`, "g");
}

function outsideQuotes(text: string, quotedOr: RegExp, replacement: string): string {
  return text.replace(quotedOr, (_, quoted?: string) => quoted ?? replacement);
}
