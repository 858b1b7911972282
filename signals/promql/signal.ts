import { mostOf, type Lasting } from "./mostOf";
import { promql } from "./promql";
import type { Query } from "./promql";
import { nodesOf } from "./syntax";
import type { Duration, Quantity, Unit, Window } from "./units";
import { quantityText } from "./words";

interface SignalArgs<L extends string, U extends Unit> {
  readonly title: string;
  /** What the number says, in a sentence or two; the panel that draws it shows them. */
  readonly description: string;
  readonly unit: U;
  readonly query: (window: Window) => Query<L>;
  /**
   * What a panel draws where the query yields nothing or NaN. Only for a value that is never negative, and only if the
   * idle value is true then: no requests means a rate of 0, but not a latency of 0.
   *
   * "empty" drops NaN: the panel then stays empty, as it does without an idle value where the query yields nothing.
   *
   * @default none: the panel draws what the query yields
   */
  readonly idle?: Query | "empty";
}

/** Something worth watching, defined once: a panel draws it and an alert compares it. */
export class Signal<L extends string = string, U extends Unit = Unit> {
  readonly title: string;
  readonly description: string;
  readonly unit: U;
  /** The measured value, over a window. */
  readonly query: (window: Window) => Query<L>;
  /** The same as a panel shows it: with its idle value, if it has one. */
  readonly drawn: (window: Window) => Query<L>;

  constructor({ title, description, unit, query, idle }: SignalArgs<L, U>) {
    this.title = title;
    this.description = description;
    this.unit = unit;
    this.query = query;
    this.drawn = idle ? (window) => orIdle(query(window), idle) : query;
  }

  /**
   * The condition that this stays above `limit`, measured over `window`; omit `window` if the query reads only the
   * latest value.
   *
   * @throws if a query that needs a window gets none
   */
  above(limit: Quantity<U>, window?: Duration): Condition<L, U> {
    return this.compare(">", limit, window);
  }

  below(limit: Quantity<U>, window?: Duration): Condition<L, U> {
    return this.compare("<", limit, window);
  }

  atLeast(limit: Quantity<U>, window?: Duration): Condition<L, U> {
    return this.compare(">=", limit, window);
  }

  private compare(operator: keyof typeof OPERATOR_WORDS, limit: Quantity<U>, window?: Duration) {
    const windowed = this.query.length > 0;
    if (window === undefined && windowed) {
      throw new Error(`"${this.title}" is measured over a window. Compare it over one, like 5m.`);
    }
    const measured = this.query(window ?? "0s");
    const query = { ...measured, text: `${operand(measured)} ${operator} ${limit.value}` };
    const over = windowed && window !== undefined ? ` over ${window}` : "";
    const words = `*${this.title}* ${OPERATOR_WORDS[operator]} ${quantityText(limit.value, limit.unit)}${over}`;
    return new Condition<L, U>(query, this.unit, words, [this]);
  }
}

const OPERATOR_WORDS = { "<": "below", ">": "above", ">=": "at least" } as const;

/** A signal named in the text of a condition, and what it means. */
export type Term = Pick<Signal, "title" | "description">;

/** What an alert fires on; the alert's value is the signal's. */
export class Condition<L extends string = string, U extends Unit = Unit> {
  /**
   * @param words the condition in words, as in "fires when (words)"; titles of signals are between asterisks
   * @param terms the signals whose titles the words mention
   */
  constructor(
    readonly query: Query<L>,
    readonly unit: U,
    readonly words: string,
    readonly terms: readonly Term[] = [],
    /** Set if the condition is judged by its share of a window: the part of the alert's wait that this replaces. */
    readonly lasting?: Lasting,
  ) {}

  /**
   * Narrows this to holding in most of a window, as seen from each evaluation: a condition that flaps would otherwise
   * restart the alert's wait each time that it clears. The value is the mean of the moments in which it holds.
   *
   * Call this last on a condition, because it shortens the alert's wait.
   */
  mostOf(window: Duration, percent?: number): Condition<L, U> {
    const lasting = mostOf(this.query, window, percent);
    if (!lasting) return this;
    const words = `${this.words}, most of the time over ${window}`;
    return new Condition(lasting.query, this.unit, words, this.terms, lasting);
  }

  /** Narrows this to where the other condition holds as well; the value stays this one's. */
  and(other: Condition<NoInfer<L>>): Condition<L, U> {
    return this.join(other, "and", asTerm);
  }

  /** Widens this to where either condition holds: one alert for both, with the value of the one that holds. */
  or(other: Condition<NoInfer<L>, U>): Condition<L, U> {
    return this.join(other, "or", (text) => text);
  }

  private join(other: Condition<L>, operator: string, side: typeof asTerm): Condition<L, U> {
    if (this.lasting ?? other.lasting) {
      throw new Error(`Say mostOf() of the whole of it, after "${operator}": ${this.words}`);
    }
    const { query } = other;
    const [ours, theirs] = [this.query, query].map(({ labels }) => [...labels].sort().join(", "));
    if (ours !== theirs) {
      throw new Error(
        `"${operator}" joins series of equal labels, but these have (${ours ?? ""}) and (${theirs ?? ""}).`,
      );
    }
    const sides = [this, other] as const;
    const text = sides.map((each) => side(each.query.text, each)).join(` ${operator} `);
    const words = sides.map((each) => side(each.words, each)).join(`, ${operator} `);
    const reads = { ...this.query.reads, ...query.reads };
    const terms = [...new Set(sides.flatMap((each) => each.terms))];
    return new Condition({ ...this.query, text, reads }, this.unit, words, terms);
  }
}

/** The comparison with 0 drops NaN, so that the idle value takes its place. */
function orIdle<L extends string>(measured: Query<L>, idle: Query | "empty"): Query<L> {
  if (idle === "empty") return { ...measured, text: `${operand(measured)} >= 0` };
  const either = promql`${measured} >= 0 or on () ${idle}`;
  return { ...measured, text: either.text, reads: either.reads };
}

function operand({ text }: Query): string {
  return nodesOf(text)[1]?.name === "BinaryExpr" ? `(${text})` : text;
}

/** Puts one side of an "and" in parentheses if needed, because "and" binds closer than "or". */
function asTerm(text: string, { query }: Pick<Condition, "query">): string {
  return nodesOf(query.text)[1]?.getChild("Or") ? `(${text})` : text;
}
