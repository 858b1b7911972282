import { backend as m } from "../service/metrics/catalog";
import {
  API_TIMEOUT,
  apiFailureRatio,
  apiFailures,
  apiRate,
  apiTime,
  LEAST_API_TRAFFIC,
  slowAttempts,
} from "../signals/externalApis";
import {
  LEAST_LLM_TRAFFIC,
  llmFailureRatio,
  llmFailures,
  llmRate,
  llmTime,
  slowQuestions,
} from "../signals/llm";
import { panel, PLACES } from "../signals/places";
import { percent, seconds } from "../signals/promql/units";
import { slowerThan } from "../signals/slowerThan";
import { FOR_RARE, tooManyFail } from "../signals/tooManyFail";
import { alert } from "./alert";
import { percentText } from "./text";

export const externalAlerts = [
  alert("LLMFailing", {
    policy: { limit: percent(20), window: "5m", for: "5m", severity: "warning" },
    rule: ({ limit, window }) => ({
      when: tooManyFail(
        { rate: llmRate, ratio: llmFailureRatio, failures: llmFailures },
        limit,
        window,
        LEAST_LLM_TRAFFIC,
        FOR_RARE,
      ),
      component: "external",
      summary: ({ model }) => `The language model ${model} fails.`,
      description: ({ model }, value) =>
        `${value} of the questions to ${model} got no usable answer, so users only got the rules' answers; the limit is ${percentText(limit)}.`,
      view: panel(PLACES.languageModel, "failures"),
    }),
  }),
  alert("LLMSlow", {
    /** An attempt is given up after half of a question's 20 s; longer ones are reported by LLMFailing. */
    policy: { limit: seconds(5), window: "5m", for: "10m", severity: "warning" },
    degreeOf: "LLMFailing",
    rule: ({ limit, window }) => ({
      when: slowerThan(
        limit,
        llmTime(0.95),
        window,
        slowQuestions,
        m.autodealgenie_llm_request_duration_seconds,
      ).and(llmRate.atLeast(LEAST_LLM_TRAFFIC, window)),
      component: "external",
      summary: ({ model }) => `The language model ${model} is slow.`,
      description: ({ model }, value) =>
        `One in twenty questions to ${model} takes longer than ${value}; the limit is ${limit.value}s.`,
      view: panel(PLACES.languageModel, "time"),
    }),
  }),
  alert("ExternalAPIFailing", {
    policy: { limit: percent(20), window: "5m", for: "5m", severity: "warning" },
    rule: ({ limit, window }) => ({
      when: tooManyFail(
        { rate: apiRate, ratio: apiFailureRatio, failures: apiFailures },
        limit,
        window,
        LEAST_API_TRAFFIC,
        FOR_RARE,
      ),
      component: "external",
      summary: ({ api_name }) => `The external API ${api_name} fails.`,
      description: ({ api_name }, value) =>
        `${value} of the calls to ${api_name} fail; the limit is ${percentText(limit)}.`,
      view: panel(PLACES.searches, "apiFailures"),
    }),
  }),
  alert("ExternalAPISlow", {
    /** An attempt is given up after 2 s, so a limit of 2 s or more would never be exceeded. */
    policy: { limit: seconds(1), window: "5m", for: "10m", severity: "warning" },
    degreeOf: "ExternalAPIFailing",
    rule: ({ limit, window }) => ({
      when: slowerThan(
        limit,
        apiTime,
        window,
        slowAttempts,
        m.autodealgenie_external_api_duration_seconds,
        API_TIMEOUT,
      ).and(apiRate.atLeast(LEAST_API_TRAFFIC, window)),
      component: "external",
      summary: ({ api_name }) => `The external API ${api_name} is slow.`,
      description: ({ api_name }, value) =>
        `One in twenty calls to ${api_name} takes longer than ${value}; the limit is ${limit.value}s.`,
      view: panel(PLACES.searches, "apiTime"),
    }),
  }),
];
