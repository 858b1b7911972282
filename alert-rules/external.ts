import { backend as m } from "../service/metrics/catalog";
import {
  API_TIMEOUT,
  apiFailureRatio,
  apiRate,
  apiTime,
  LEAST_API_TRAFFIC,
} from "../signals/externalApis";
import { LEAST_LLM_TRAFFIC, llmFailureRatio, llmRate, llmTime } from "../signals/llm";
import { panel, PLACES } from "../signals/places";
import { slowerThan } from "../signals/slowerThan";
import { alert } from "./alert";
import { percentText } from "./text";

export const externalAlerts = [
  alert("LLMFailing", ({ limit, window }) => ({
    when: llmFailureRatio.above(limit, window).and(llmRate.atLeast(LEAST_LLM_TRAFFIC, window)),
    component: "external",
    summary: ({ model }) => `The language model ${model} fails.`,
    description: ({ model }, value) =>
      `${value} of the questions to ${model} got no usable answer, so that users got the rules' words alone; the limit is ${percentText(limit)}.`,
    view: panel(PLACES.languageModel, "failures"),
  })),
  alert("LLMSlow", ({ limit, window }) => ({
    when: slowerThan(
      limit,
      llmTime(0.95),
      window,
      m.autodealgenie_llm_request_duration_seconds,
    ).and(llmRate.atLeast(LEAST_LLM_TRAFFIC, window)),
    component: "external",
    summary: ({ model }) => `The language model ${model} is slow.`,
    description: ({ model }, value) =>
      `One in twenty questions to ${model} takes longer than ${value}; the limit is ${limit.value}s.`,
    view: panel(PLACES.languageModel, "time"),
  })),
  alert("ExternalAPIFailing", ({ limit, window }) => ({
    when: apiFailureRatio.above(limit, window).and(apiRate.atLeast(LEAST_API_TRAFFIC, window)),
    component: "external",
    summary: ({ api_name }) => `The outside API ${api_name} fails.`,
    description: ({ api_name }, value) =>
      `${value} of the attempts to ask ${api_name} fail; the limit is ${percentText(limit)}.`,
    view: panel(PLACES.searches, "apiFailures"),
  })),
  alert("ExternalAPISlow", ({ limit, window }) => ({
    when: slowerThan(
      limit,
      apiTime,
      window,
      m.autodealgenie_external_api_duration_seconds,
      API_TIMEOUT,
    ).and(apiRate.atLeast(LEAST_API_TRAFFIC, window)),
    component: "external",
    summary: ({ api_name }) => `The outside API ${api_name} is slow.`,
    description: ({ api_name }, value) =>
      `One in twenty attempts to ask ${api_name} takes longer than ${value}; the limit is ${limit.value}s.`,
    view: panel(PLACES.searches, "apiTime"),
  })),
];
