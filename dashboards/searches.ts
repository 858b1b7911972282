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
import { lead } from "./leads";
import { dashboard, lines, trace } from "./grafana";

const AWAY = "The backend does not answer";
const NOT_ASKED = "No requests to external APIs";

export const searches = ({ policies }: DashboardContext) =>
  dashboard(PLACES.searches, {
    title: "Vehicle Searches and External APIs",
    description: "Whether users find vehicles, and whether the external APIs answer.",
    tags: ["searches", "external"],
    refresh: "10s",
    from: "now-1h",
    rows: [
      {
        title: "Searches",
        rows: [
          ["rate", "failures"],
          ["time", "active"],
        ],
      },
      {
        title: "External APIs",
        rows: [
          ["apiRequests", "apiFailures"],
          ["apiErrors", "apiTime"],
        ],
      },
    ],
    next: lead("Do users feel it?", PLACES.searches, "failures"),
    leads: {
      failures: [lead("Does an external API fail?", PLACES.searches, "apiFailures")],
      time: [lead("Is an external API slow?", PLACES.searches, "apiTime")],
      apiFailures: [lead("Why does it fail?", PLACES.searches, "apiErrors")],
    },
    panels: {
      rate: lines({
        title: "Searches (per second)",
        description: searchRate.description,
        empty: AWAY,
        traces: [trace(searchRate, ({ search_type }) => search_type)],
      }),
      failures: lines({
        title: "Search Failure Rate",
        description: `${searchFailures.ratio.description} If an external API is down, searches still succeed with our own catalogue.`,
        empty: "No searches",
        traces: [trace(searchFailures.ratio, () => "5xx")],
        levels: { raised: RAISED_SEARCH_FAILURES, high: policies.VehicleSearchFailing.limit },
      }),
      time: lines({
        title: "Search Latency (p95)",
        description: searchTime.description,
        empty: "No searches",
        traces: [trace(searchTime, ({ search_type }) => search_type)],
      }),
      active: lines({
        title: "Searches in Progress",
        description: activeSearches.description,
        empty: AWAY,
        traces: [trace(activeSearches, () => "all pods")],
      }),
      apiRequests: lines({
        title: "External API Requests (per second)",
        description: apiRateByOutcome.description,
        empty: AWAY,
        traces: [trace(apiRateByOutcome, ({ api_name, status }) => `${api_name} ${status}`)],
      }),
      apiFailures: lines({
        title: "External API Failure Rate",
        description: apiFailureRatio.description,
        empty: NOT_ASKED,
        traces: [trace(apiFailureRatio, ({ api_name }) => api_name)],
        levels: { raised: RAISED_API_FAILURES, high: policies.ExternalAPIFailing.limit },
      }),
      apiErrors: lines({
        title: "External API Errors (per second)",
        description: apiErrorRate.description,
        empty: AWAY,
        traces: [trace(apiErrorRate, ({ api_name, error_type }) => `${api_name} ${error_type}`)],
      }),
      apiTime: lines({
        title: "External API Latency (p95)",
        description: apiTime.description,
        empty: NOT_ASKED,
        traces: [trace(apiTime, ({ api_name }) => api_name)],
        levels: { raised: SLUGGISH_API, high: policies.ExternalAPISlow.limit },
      }),
    },
  });
