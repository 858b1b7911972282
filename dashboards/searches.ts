import {
  apiErrorRate,
  apiFailureRatio,
  apiRateByOutcome,
  apiTime,
  RAISED_API_FAILURES,
  SLUGGISH_API,
} from "../signals/externalApis";
import { PLACES } from "../signals/places";
import {
  activeSearches,
  RAISED_SEARCH_FAILURES,
  searchFailures,
  searchRate,
  searchTime,
} from "../signals/searches";
import type { DashboardContext } from "./context";
import { dashboard, lines, trace } from "./grafana";

const AWAY = "The backend does not answer";
const NOT_ASKED = "No outside API is asked";

export const searches = ({ policies }: DashboardContext) =>
  dashboard(PLACES.searches, {
    title: "Vehicle Searches and External APIs",
    description:
      "Whether users find vehicles, and whether the outside APIs that help with it answer.",
    tags: ["searches", "external"],
    refresh: "10s",
    from: "now-1h",
    rows: [
      ["rate", "failures"],
      ["time", "active"],
      ["apiRequests", "apiFailures"],
      ["apiErrors", "apiTime"],
    ],
    panels: {
      rate: lines({
        title: "Searches (per second)",
        description: searchRate.description,
        empty: AWAY,
        traces: [trace(searchRate, ({ search_type }) => search_type)],
      }),
      failures: lines({
        title: "Failing Searches",
        description: `${searchFailures.ratio.description} An outside API that is away makes none while the own catalogue answers.`,
        empty: "No searches",
        traces: [trace(searchFailures.ratio, () => "5xx")],
        levels: { raised: RAISED_SEARCH_FAILURES, high: policies.VehicleSearchFailing.limit },
      }),
      time: lines({
        title: "Search Time (p95)",
        description: searchTime.description,
        empty: "No searches",
        traces: [trace(searchTime, ({ search_type }) => search_type)],
      }),
      active: lines({
        title: "Searches under Way",
        description: activeSearches.description,
        empty: AWAY,
        traces: [trace(activeSearches, () => "all pods")],
      }),
      apiRequests: lines({
        title: "API Attempts by Outcome",
        description: apiRateByOutcome.description,
        empty: AWAY,
        traces: [trace(apiRateByOutcome, ({ api_name, status }) => `${api_name} ${status}`)],
      }),
      apiFailures: lines({
        title: "Failing API Attempts",
        description: apiFailureRatio.description,
        empty: NOT_ASKED,
        traces: [trace(apiFailureRatio, ({ api_name }) => api_name)],
        levels: { raised: RAISED_API_FAILURES, high: policies.ExternalAPIFailing.limit },
      }),
      apiErrors: lines({
        title: "API Errors by Reason",
        description: apiErrorRate.description,
        empty: AWAY,
        traces: [trace(apiErrorRate, ({ api_name, error_type }) => `${api_name} ${error_type}`)],
      }),
      apiTime: lines({
        title: "API Response Time (p95)",
        description: apiTime.description,
        empty: NOT_ASKED,
        traces: [trace(apiTime, ({ api_name }) => api_name)],
        levels: { raised: SLUGGISH_API, high: policies.ExternalAPISlow.limit },
      }),
    },
  });
