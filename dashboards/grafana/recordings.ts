import { nodesOf, type SyntaxNode } from "../../signals/promql/syntax";
import type { Job } from "../../signals/exporters/targets";
import { RECORDED_RATES } from "../../signals/rates";
import type { RecordedRate } from "../../signals/promql/recordedRate";

/** A part of a text, and its replacement. */
export interface Replacement {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The selections of the dashboard's variables, as label matchers. */
export interface Choices {
  readonly environment: string;
  readonly instance: string;
  /** Excludes every instance while all are selected, and otherwise no selected one. */
  readonly unlessAll: string;
}

/** The function that gives the same result on scraped series as the key gives on their recorded rates. */
const SCRAPED_READER: Readonly<Record<string, string>> = {
  avg_over_time: "rate",
  sum_over_time: "increase",
};

/** A place where a query reads recorded rates. */
interface RateRead {
  readonly rate: RecordedRate;
  readonly selector: SyntaxNode;
  readonly name: SyntaxNode;
  readonly call: SyntaxNode;
  readonly reader: string;
  readonly range: string;
}

/**
 * Narrows the recorded rates of a query to the selection. A recording covers all instances together: if only some are
 * selected, the query finds no recording and uses the rates of their own series; if all are selected, it reads none of
 * those series.
 *
 * @param job the job whose instances can be selected; the rates of other jobs are narrowed by environment only
 */
export function chosenRates(expr: string, job: Job, choices: Choices): readonly Replacement[] {
  const { environment, instance, unlessAll } = choices;
  return rateReads(expr).map(({ rate, selector, name, call, reader, range }) => {
    const own = expr.slice(name.to, selector.to).replace(/^\{(.*)\}$/, "$1");
    const matchers = (...more: readonly string[]) =>
      `{${[...(own === "" ? [] : [own]), ...more].join(",")}}`;
    // A sum over time is multiplied by the interval between its samples.
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
