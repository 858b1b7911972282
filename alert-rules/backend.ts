import { prometheus } from "../signals/exporters/prometheus";
import { backend as m } from "../service/metrics/catalog";
import { allDown, downTargets, someDown } from "../signals/availability";
import {
  errorRatio,
  failedRequests,
  latency,
  LEAST_TRAFFIC,
  requestRate,
  slowRequests,
} from "../signals/backend";
import { negotiationFailures } from "../signals/negotiations";
import { panel, PLACES } from "../signals/places";
import { formatDuration, parseDuration } from "../signals/promql/duration";
import { perSecond, percent, seconds } from "../signals/promql/units";
import type { Duration } from "../signals/promql/units";
import { eventLoopLag, worstEventLoopLag } from "../signals/process";
import { whileRequestsFail } from "../signals/requestsFail";
import { LEAST_FEATURE_TRAFFIC } from "../signals/routeFailures";
import { noTarget } from "../signals/scraping";
import { searchFailures } from "../signals/searches";
import { slowerThan } from "../signals/slowerThan";
import { tooManyFail } from "../signals/tooManyFail";
import { trafficGone } from "../signals/usualTraffic";
import { alert, onlyWhere, OUTAGE, SUSPECTED } from "./alert";
import { WHAT_REQUESTS_NEED, WHAT_SLOWS_REQUESTS } from "./inhibition";
import { downOrAbsent, eachOf, percentText } from "./text";

/**
 * Three fifths of a wait: the alert still ends as soon as it did before, but traffic for a fifth of the time does not
 * end it.
 */
const partOf = (wait: Duration) => formatDuration((3 * parseDuration(wait)) / 5);

export const backendAlerts = [
  alert("HighErrorRate", {
    policy: { limit: percent(5), window: "5m", for: "5m", severity: "critical" },
    rule: ({ limit, window }) => ({
      when: tooManyFail(
        { rate: requestRate, ratio: errorRatio, failures: failedRequests },
        limit,
        window,
        LEAST_TRAFFIC,
      ),
      component: "backend",
      impact: OUTAGE,
      summary: () => "The backend answers too many requests with errors.",
      description: (_, value) =>
        `${value} of all users' requests are answered with a 5xx status; the limit is ${percentText(limit)}.`,
      view: panel(PLACES.systemOverview, "errorRate"),
    }),
  }),
  alert("HighAPILatency", {
    policy: { limit: seconds(2), window: "5m", for: "10m", severity: "warning" },
    inhibitedBy: WHAT_SLOWS_REQUESTS,
    rule: ({ limit, window }) => ({
      when: slowerThan(limit, latency(0.95), window, slowRequests, m.http_request_duration_seconds),
      component: "backend",
      summary: () => "The backend answers slowly.",
      description: (_, value) =>
        `One in twenty of all users' requests takes longer than ${value}; the limit is ${limit.value}s.`,
      view: panel(PLACES.systemOverview, "latency"),
    }),
  }),
  alert("ServiceDown", {
    policy: { for: "2m", severity: "critical" },
    rule: () => {
      const shared = {
        component: "backend",
        view: panel(PLACES.systemOverview, "requestRate"),
      } as const;
      const pods = eachOf(downTargets("backend"), "pod");
      return [
        {
          ...shared,
          when: allDown(prometheus.up, "backend").or(noTarget(["backend"])),
          impact: OUTAGE,
          summary: () => "The backend is down.",
          description: () =>
            downOrAbsent({
              down: `No backend pod answers: ${pods}.`,
              absent: "Prometheus finds no backend pod at all.",
            }),
        },
        {
          ...shared,
          when: whileRequestsFail(someDown("backend")),
          impact: SUSPECTED,
          summary: () => "The backend is partly down, and requests fail.",
          description: () => `These backend pods do not answer, while others do: ${pods}.`,
        },
        {
          ...shared,
          when: someDown("backend"),
          summary: () => "The backend is partly down.",
          description: () => `These backend pods do not answer, while others do: ${pods}.`,
        },
      ];
    },
  }),
  alert("HighRequestRate", {
    policy: { limit: perSecond(100), window: "5m", for: "10m", severity: "warning" },
    rule: ({ limit, window }) => ({
      when: requestRate.above(limit, window),
      component: "backend",
      summary: () => "The backend gets more requests than it is sized for.",
      description: (_, value) =>
        `Users send ${value} requests, over all routes and pods; the limit is ${limit.value}/s.`,
      view: panel(PLACES.systemOverview, "requestRate"),
    }),
  }),
  onlyWhere(
    ({ expectsTraffic = true }) => expectsTraffic,
    alert("TrafficGone", {
      /**
       * The limit is the share of traffic that is left: on a holiday half of it is, and in an outage in front of the
       * service hardly any.
       */
      policy: { limit: percent(5), window: "1m", for: "5m", severity: "critical" },
      // Judged by the share of time: if people get through for one minute in five, the wait does not restart each time.
      rule: ({ limit, window, for: wait }) => ({
        when: trafficGone(limit, window).mostOf(partOf(wait)),
        component: "backend",
        impact: OUTAGE,
        summary: () => "Users' requests do not reach the backend.",
        description: (_, value) =>
          `Users send ${value} requests, less than ${percentText(limit)} of those that usually come at this time. The backend answers, so look at what is in front of it.`,
        view: panel(PLACES.systemOverview, "requestRate"),
      }),
    }),
  ),
  alert("EventLoopLagHigh", {
    policy: { limit: seconds(0.25), for: "5m", severity: "warning" },
    rule: ({ limit, for: wait }) => ({
      when: worstEventLoopLag.above(limit).mostOf(wait),
      component: "backend",
      summary: () => "The backend's event loop is blocked.",
      description: (_, value) =>
        `Work waits up to ${value} for the event loop in ${eachOf(eventLoopLag.above(limit).query, "pod")}; the limit is ${limit.value}s.`,
      view: panel(PLACES.application, "eventLoopLag"),
    }),
  }),
  alert("VehicleSearchFailing", {
    policy: { limit: percent(5), window: "5m", for: "5m", severity: "warning" },
    inhibitedBy: WHAT_REQUESTS_NEED,
    rule: ({ limit, window }) => ({
      when: tooManyFail(searchFailures, limit, window, LEAST_FEATURE_TRAFFIC),
      component: "backend",
      summary: () => "Users cannot search for vehicles.",
      description: (_, value) =>
        `${value} of the vehicle searches are answered with a 5xx status; the limit is ${percentText(limit)}.`,
      view: panel(PLACES.searches, "failures"),
    }),
  }),
  alert("NegotiationFailing", {
    policy: { limit: percent(5), window: "5m", for: "5m", severity: "warning" },
    inhibitedBy: WHAT_REQUESTS_NEED,
    rule: ({ limit, window }) => ({
      when: tooManyFail(negotiationFailures, limit, window, LEAST_FEATURE_TRAFFIC),
      component: "backend",
      summary: () => "Users cannot negotiate.",
      description: (_, value) =>
        `${value} of the requests for negotiations are answered with a 5xx status; the limit is ${percentText(limit)}.`,
      view: panel(PLACES.customers, "negotiationFailures"),
    }),
  }),
];
