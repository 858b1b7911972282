import {
  llmCost,
  llmErrorRate,
  llmFailureRatio,
  llmRateByPrompt,
  llmTime,
  RAISED_LLM_FAILURES,
  SLUGGISH_LLM,
  tokenRate,
} from "../signals/llm";
import { PLACES } from "../signals/places";
import type { DashboardContext } from "./context";
import { lead } from "./leads";
import { dashboard, lines, trace } from "./grafana";

const NONE = "No language model is configured, or the backend does not answer";
const NOT_ASKED = "No requests to the language model";

export const languageModel = ({ policies, llmPrices }: DashboardContext) =>
  dashboard(PLACES.languageModel, {
    title: "Language Model",
    description: "Whether the language model answers, how fast, and at what cost.",
    tags: ["llm", "external"],
    refresh: "30s",
    from: "now-6h",
    rows: [
      ["requests", "failures"],
      ["errors", "time"],
      ["tokens", "cost"],
    ],
    next: lead("Do negotiations fail?", PLACES.customers, "negotiationFailures"),
    leads: { failures: [lead("Why does it fail?", PLACES.languageModel, "errors")] },
    panels: {
      requests: lines({
        title: "LLM Requests (per second)",
        description: llmRateByPrompt.description,
        empty: NONE,
        traces: [trace(llmRateByPrompt, ({ model, prompt_type }) => `${model} ${prompt_type}`)],
      }),
      failures: lines({
        title: "LLM Failure Rate",
        description: llmFailureRatio.description,
        empty: NOT_ASKED,
        traces: [trace(llmFailureRatio, ({ model }) => model)],
        levels: { raised: RAISED_LLM_FAILURES, high: policies.LLMFailing.limit },
      }),
      errors: lines({
        title: "LLM Errors (per second)",
        description: llmErrorRate.description,
        empty: NONE,
        traces: [trace(llmErrorRate, ({ model, error_type }) => `${model} ${error_type}`)],
      }),
      time: lines({
        title: "LLM Latency Percentiles",
        description:
          "Percentiles of the duration of requests to the language model, including retries.",
        empty: NOT_ASKED,
        traces: [
          trace(llmTime(0.5), ({ model }) => `p50 ${model}`),
          trace(llmTime(0.95), ({ model }) => `p95 ${model}`),
        ],
        levels: { raised: SLUGGISH_LLM, high: policies.LLMSlow.limit },
      }),
      tokens: lines({
        title: "LLM Tokens (per second)",
        description: tokenRate.description,
        empty: NONE,
        traces: [trace(tokenRate, ({ model, token_type }) => `${model} ${token_type}`)],
      }),
      cost: lines({
        title: "LLM Cost",
        description: `${llmCost(llmPrices).description} The prices are the stack's setting backend.llm.prices.`,
        empty: llmPrices ? NONE : "No price is set: backend.llm.prices",
        traces: [trace(llmCost(llmPrices), ({ model }) => model)],
      }),
    },
  });
