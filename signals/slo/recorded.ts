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
  "slo:objective:ratio": gauge("Share of the requests that are to be good.", OF_ONE),
  "slo:requests:rate": gauge("Users' requests each second.", OF_ONE),
  "slo:bad_requests:rate": gauge("Those that are bad, each second; 0 where none is.", OF_ONE),

  "slo_tier_window:error_budget:burn": gauge(
    "How many times faster than allowed the budget burns; 0 without requests.",
    OF_WINDOW,
  ),
  "slo_tier:requests:rate": gauge("Requests each second, over a tier's long window.", OF_TIER),

  "slo_tier:bad_requests:increase": gauge(
    "Bad requests of a tier's long window; 0 where none is.",
    OF_TIER,
  ),

  "before:requests:rate_quantile": gauge(
    "Users' requests each second that there have hardly ever been fewer of, about an hour, a day, a week and two weeks ago.",
    { before: TIMES_BEFORE },
  ),

  "slo:requests:increase_period": gauge("Requests of the objective's period.", OF_ONE),
  "slo:bad_requests:increase_period": gauge("Bad requests of that period.", OF_ONE),
  "slo:bad_requests:ratio_period": gauge(
    "Bad requests of the period as a share of all; 0 without requests.",
    OF_ONE,
  ),
});
