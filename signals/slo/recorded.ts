import { describeMetrics, gauge } from "../../service/metrics/define";
import { SLOS } from "./objectives";
import { TIERS, WINDOWS } from "./tiers";

/** The times that current traffic is compared with. */
export const TIMES_BEFORE = ["hour", "day", "week", "fortnight"] as const;

const OF_ONE = { slo: SLOS } as const;
const OF_TIER = { ...OF_ONE, tier: TIERS } as const;
const OF_WINDOW = { ...OF_TIER, window: WINDOWS } as const;

/**
 * The series that recording rules make, for queries to read like those of any exporter.
 *
 * As Prometheus's convention asks, their names give the labels that are left, the metric and the operation; but they
 * name windows by their meaning and not by their length, because `timeScale` changes the length.
 */
export const recorded = describeMetrics({
  "slo:objective:ratio": gauge("Share of requests that should be good.", OF_ONE),
  "slo:requests:rate": gauge("Requests by users per second.", OF_ONE),
  "slo:bad_requests:rate": gauge("Bad requests per second; 0 if there are none.", OF_ONE),

  "slo_tier_window:error_budget:burn": gauge(
    "Burn rate of the error budget: 1 is as fast as allowed; 0 without requests.",
    OF_WINDOW,
  ),
  "slo_tier:requests:rate": gauge("Requests per second over a tier's long window.", OF_TIER),

  "slo_tier:bad_requests:increase": gauge(
    "Bad requests in a tier's long window; 0 if there are none.",
    OF_TIER,
  ),

  "before:requests:rate_quantile": gauge(
    "Low quantile of users' requests per second, around an hour, a day, a week and two weeks ago.",
    { before: TIMES_BEFORE },
  ),

  "slo:requests:increase_period": gauge("Requests in the objective's period.", OF_ONE),
  "slo:bad_requests:increase_period": gauge("Bad requests in the objective's period.", OF_ONE),
  "slo:bad_requests:ratio_period": gauge(
    "Share of bad requests in the objective's period; 0 without requests.",
    OF_ONE,
  ),
});
