import { nodesOf, type SyntaxNode } from "../../signals/promql/syntax";
import type { Job } from "../../signals/exporters/targets";
import { RECORDED_RATES } from "../../signals/rates";
import type { RecordedRate } from "../../signals/promql/recordedRate";

/** A part of a text, and what takes its place. */
export interface Replacement {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** What a person chooses, as matchers. */
export interface Choices {
  readonly environment: string;
  readonly instance: string;
  /** Leaves out every instance while all are chosen, and none of those that are chosen else. */
  readonly unlessAll: string;
}

/** What gives of the scraped series the same as one that reads their recorded rates. */
const SCRAPED_READER: Readonly<Record<string, string>> = {
  avg_over_time: "rate",
  sum_over_time: "increase",
};

/** Where a query reads recorded rates. */
interface RateRead {
  readonly rate: RecordedRate;
  readonly selector: SyntaxNode;
  readonly name: SyntaxNode;
  readonly call: SyntaxNode;
  readonly reader: string;
  readonly range: string;
}

/**
 * The recorded rates of a query, narrowed to what is chosen. A recording is of all instances together: where some are
 * chosen the query finds none, and takes the rates of their own series; where all are, it reads no series of theirs.
 *
 * @param job whose instances can be chosen: the rates of another's are narrowed by environment alone
 */
export function chosenRates(expr: string, job: Job, choices: Choices): readonly Replacement[] {
  const { environment, instance, unlessAll } = choices;
  return rateReads(expr).map(({ rate, selector, name, call, reader, range }) => {
    const own = expr.slice(name.to, selector.to).replace(/^\{(.*)\}$/, "$1");
    const matchers = (...more: readonly string[]) =>
      `{${[...(own === "" ? [] : [own]), ...more].join(",")}}`;
    // A sum over time is multiplied by the time between its samples.
    const whole = call.parent?.name === "BinaryExpr" ? call.parent : call;
    const recorded = (...more: readonly string[]) =>
      expr.slice(whole.from, name.to) + matchers(...more) + expr.slice(selector.to, whole.to);
    const { from, to } = whole;
    if (rate.job !== job) return { from, to, text: recorded(environment) };
    const ofOnes = matchers(environment, instance, unlessAll).replace("{", `{job="${job}",`);
    const scraped = `${SCRAPED_READER[reader] ?? reader}(${rate.series}${ofOnes}[${range}])`;
    return { from, to, text: `${recorded(environment, instance)} or ${scraped}` };
  });
}

function rateReads(expr: string): readonly RateRead[] {
  return nodesOf(expr).flatMap((node) => {
    if (node.name !== "MatrixSelector") return [];
    const selector = node.getChild("VectorSelector");
    const name = selector?.getChild("Identifier");
    const call = node.parent?.parent;
    const reader = call?.getChild("FunctionIdentifier");
    const range = node.getChild("DurationExpr");
    if (!selector || !name || !call || !reader || !range) return [];
    const text = ({ from, to }: SyntaxNode) => expr.slice(from, to);
    return RECORDED_RATES.filter(({ recorded }) => recorded.name === text(name)).map((rate) => ({
      ...{ rate, selector, name, call },
      ...{ reader: text(reader), range: text(range) },
    }));
  });
}
