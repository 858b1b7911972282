import { promql } from "./promql";
import type { Query } from "./promql";
import { nodesOf } from "./syntax";
import type { Duration, Quantity, Unit, Window } from "./units";

interface SignalArgs<L extends string, U extends Unit> {
  readonly title: string;
  /** What the number says, in a sentence or two; the panel that draws it shows them. */
  readonly description: string;
  readonly unit: U;
  readonly query: (window: Window) => Query<L>;
  /**
   * What a panel draws where the query yields nothing or NaN. Only for what is never negative, and only where
   * that value is true then: no request is a rate of 0, but no latency of 0.
   *
   * "empty" leaves NaN out: the panel stays empty, as without an idle value where the query yields nothing.
   *
   * @default none: what the query yields is drawn
   */
  readonly idle?: Query | "empty";
}

/** Something worth watching, said once: a panel draws it and an alert compares it. */
export class Signal<L extends string = string, U extends Unit = Unit> {
  readonly title: string;
  readonly description: string;
  readonly unit: U;
  /** The measured value, over a window. */
  readonly query: (window: Window) => Query<L>;
  /** The same as a panel shows it: with its idle value, where it has one. */
  readonly drawn: (window: Window) => Query<L>;

  constructor({ title, description, unit, query, idle }: SignalArgs<L, U>) {
    this.title = title;
    this.description = description;
    this.unit = unit;
    this.query = query;
    this.drawn = idle ? (window) => orIdle(query(window), idle) : query;
  }

  /**
   * The condition that this stays above `limit`, measured over `window`: left out where the query reads the latest
   * value only.
   *
   * @throws where a query that needs a window gets none
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

  private compare(operator: "<" | ">" | ">=", limit: Quantity<U>, window?: Duration) {
    if (window === undefined && this.query.length > 0) {
      throw new Error(`"${this.title}" is measured over a window. Compare it over one, like 5m.`);
    }
    const measured = this.query(window ?? "0s");
    const query = { ...measured, text: `${operand(measured)} ${operator} ${limit}` };
    return new Condition<L, U>(query, this.unit);
  }
}

/** What an alert fires on: the value in it is the signal's. */
export class Condition<L extends string = string, U extends Unit = Unit> {
  constructor(
    readonly query: Query<L>,
    readonly unit: U,
  ) {}

  /** Narrows this to where the other holds as well; the value stays this one's. */
  and(other: Condition<NoInfer<L>>): Condition<L, U> {
    return this.join(other, "and", `${term(this.query)} and ${term(other.query)}`);
  }

  /** Widens this to where the other holds instead: one alert for both, with the value of the one that holds. */
  or(other: Condition<NoInfer<L>, U>): Condition<L, U> {
    return this.join(other, "or", `${this.query.text} or ${other.query.text}`);
  }

  private join({ query }: Condition<L>, operator: string, text: string): Condition<L, U> {
    const [ours, theirs] = [this.query, query].map(({ labels }) => [...labels].sort().join(", "));
    if (ours !== theirs) {
      throw new Error(
        `"${operator}" joins series of equal labels, but these have (${ours ?? ""}) and (${theirs ?? ""}).`,
      );
    }
    const reads = { ...this.query.reads, ...query.reads };
    return new Condition({ ...this.query, text, reads }, this.unit);
  }
}

/** Comparing with 0 drops NaN, so that the idle value takes its place. */
function orIdle<L extends string>(measured: Query<L>, idle: Query | "empty"): Query<L> {
  if (idle === "empty") return { ...measured, text: `${operand(measured)} >= 0` };
  const either = promql`${measured} >= 0 or on () ${idle}`;
  return { ...measured, text: either.text, reads: either.reads };
}

function operand({ text }: Query): string {
  return nodesOf(text)[1]?.name === "BinaryExpr" ? `(${text})` : text;
}

/** One side of an "and", which binds closer than "or". */
function term({ text }: Query): string {
  return nodesOf(text)[1]?.getChild("Or") ? `(${text})` : text;
}
