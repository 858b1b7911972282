import { backend as m } from "../service/metrics/catalog";
import { by, promql } from "./promql/promql";
import { where } from "./promql/selector";
import { Signal } from "./promql/signal";
import { perSecond, percent, seconds } from "./promql/units";
import { BACKEND } from "./backend";
import { llmSeconds } from "./rates";
import { slowerOnes } from "./slowerThan";

const OURS = { job: BACKEND } as const;
const asked = where(m.autodealgenie_llm_requests_total, OURS);
const unanswered = where(m.autodealgenie_llm_errors_total, OURS);
const tokens = where(m.autodealgenie_llm_tokens_used_total, OURS);

/** Six questions in 5 minutes. Questions are few and each is expensive, and each failure means a worse answer. */
export const LEAST_LLM_TRAFFIC = perSecond(0.02);
export const RAISED_LLM_FAILURES = percent(5);
export const SLUGGISH_LLM = seconds(2.5);

export const llmRate = new Signal({
  title: "Questions",
  description:
    "Requests to the language model per second; each counts once, including its retries.",
  unit: "perSecond",
  query: (w) => promql`sum by (${by("model")}) (rate(${asked}[${w}]))`,
});

export const llmRateByPrompt = new Signal({
  title: "Requests by purpose",
  description: llmRate.description,
  unit: "perSecond",
  query: (w) => promql`sum by (${by("model", "prompt_type")}) (rate(${asked}[${w}]))`,
});

export const llmFailureRatio = new Signal({
  title: "Failing",
  description: "Share of the requests without a usable answer, which the rules had to answer.",
  unit: "ratio",
  query: (w) => promql`sum by (${by("model")}) (rate(${unanswered}[${w}])) / ${llmRate.query(w)}`,
  idle: "empty",
});

export const llmFailures = new Signal({
  title: "Failed questions",
  description: "Questions that got no usable answer within the window.",
  unit: "count",
  query: (w) => promql`sum by (${by("model")}) (increase(${unanswered}[${w}]))`,
});

export const llmErrorRate = new Signal({
  title: "Errors",
  description: "Requests without a usable answer per second, by the last failure.",
  unit: "perSecond",
  query: (w) => promql`sum by (${by("model", "error_type")}) (rate(${unanswered}[${w}]))`,
});

/** A percentile of the time that questions to each model take, whether answered or given up. */
export function llmTime(quantile: 0.5 | 0.95) {
  return new Signal({
    title: `p${quantile * 100}`,
    description: `The ${quantile * 100}th percentile of the duration of requests, including retries and failures.`,
    unit: "seconds",
    query: (w) => promql`
      histogram_quantile(${quantile}, sum by (${by("le", "model")}) (${llmSeconds.rate(w)}))`,
    idle: "empty",
  });
}

export const slowQuestions = slowerOnes(
  "Slow questions",
  m.autodealgenie_llm_request_duration_seconds,
  OURS,
  "model",
);

export const tokenRate = new Signal({
  title: "Tokens",
  description: "Tokens that the model charges for per second: prompt and completion.",
  unit: "operationsPerSecond",
  query: (w) => promql`sum by (${by("model", "token_type")}) (rate(${tokens}[${w}]))`,
});

/** The price of a model's tokens, in USD per million. */
export interface LlmPrices {
  readonly prompt: number;
  readonly completion: number;
}

const TOKENS_PER_PRICE = 1_000_000;
const SECONDS_PER_HOUR = 3600;

/** @param prices undefined if they are not known; the signal then yields nothing */
export function llmCost(prices: LlmPrices | undefined) {
  const perHour = SECONDS_PER_HOUR / TOKENS_PER_PRICE;
  const priced = (type: keyof LlmPrices) =>
    where(m.autodealgenie_llm_tokens_used_total, { ...OURS, token_type: type });
  return new Signal({
    title: "Cost",
    description: "Cost of each model's tokens, in US dollars per hour at the current rate.",
    unit: "usdPerHour",
    query: (w) =>
      prices
        ? promql`
          sum by (${by("model")}) (rate(${priced("prompt")}[${w}])) * ${perHour * prices.prompt}
          + sum by (${by("model")}) (rate(${priced("completion")}[${w}])) * ${perHour * prices.completion}`
        : promql`sum by (${by("model")}) (rate(${tokens}[${w}])) unless on () vector(1)`,
  });
}
