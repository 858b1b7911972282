import { parseDuration } from "../promql/duration";
import { by, promql } from "../promql/promql";
import type { Query } from "../promql/promql";
import { record, type RecordingRule } from "../promql/recording";
import { where } from "../promql/selector";
import type { Plain } from "../promql/selector";
import type { Duration } from "../promql/units";
import { INDICATORS } from "./indicators";
import { errorBudget, SLOS } from "./objectives";
import type { Objective, Objectives, SloName } from "./objectives";
import { recorded } from "./recorded";
import { TIER_SPECS, TIERS, WINDOWS } from "./tiers";

/**
 * How often the rates are recorded, and so the time that each sample stands for. Rules that count samples need it
 * fixed, whatever Prometheus's own interval is.
 */
export const RATES_INTERVAL: Duration = "30s";

/** The sums over the period change slowly. Well below the five minutes after which a series counts as stale. */
export const PERIOD_INTERVAL: Duration = "2m";

/**
 * The window of the recorded rates: ten times their interval, so that anything between two scrapes is in nine or ten of
 * them and the sums give each request the same weight.
 */
const RATE_WINDOW: Duration = "5m";

/** Windows up to this length are read exactly, from the requests' own counters. */
const LONGEST_RAW: Duration = "1h";

/**
 * The rules that alerts and short-term panels read. Windows beyond an hour are averages of the recorded rates: cheap
 * whatever their length, blurred at their edges by five minutes, and correct from the first minutes on, over the data
 * that exists.
 */
export function rateRules(objectives: Objectives): readonly RecordingRule[] {
  return [...SLOS.flatMap(baseRules), ...SLOS.flatMap((slo) => tierRules(slo, objectives[slo]))];
}

/**
 * The balance of the period. A sum of bad requests is divided by a sum of all requests, so each request counts the
 * same, at night and at noon; an average of ratios would not do that.
 */
export function periodRules(objectives: Objectives): readonly RecordingRule[] {
  return SLOS.flatMap((slo) => {
    const { objective, period } = objectives[slo];
    const [all, bad] = [recorded["slo:requests:rate"], recorded["slo:bad_requests:rate"]].map(
      (rate) =>
        promql`sum by (${by()}) (sum_over_time(${where(rate, { slo })}[${period}])) * ${RATES_INTERVAL}`,
    ) as [Query<never>, Query<never>];
    const now = sum(recorded["slo:requests:rate"], slo);
    return [
      record(recorded["slo:objective:ratio"], { slo }, promql`0 * ${now} + ${objective}`),
      record(recorded["slo:requests:increase_period"], { slo }, all),
      record(recorded["slo:bad_requests:increase_period"], { slo }, bad),
      record(recorded["slo:bad_requests:ratio_period"], { slo }, share(bad, all)),
    ];
  });
}

function baseRules(slo: SloName): readonly RecordingRule[] {
  const { all, bad } = INDICATORS[slo];
  return [
    record(recorded["slo:requests:rate"], { slo }, all(RATE_WINDOW)),
    record(recorded["slo:bad_requests:rate"], { slo }, bad(RATE_WINDOW)),
  ];
}

function tierRules(slo: SloName, { objective }: Objective): readonly RecordingRule[] {
  const budget = errorBudget(objective);
  return TIERS.flatMap((tier) => [
    ...WINDOWS.map((window) => {
      const { all, bad } = ratesOver(slo, TIER_SPECS[tier][window]);
      const burn = promql`${share(bad, all)} / ${budget}`;
      return record(recorded["slo_tier_window:error_budget:burn"], { slo, tier, window }, burn);
    }),
    record(
      recorded["slo_tier:requests:rate"],
      { slo, tier },
      ratesOver(slo, TIER_SPECS[tier].long).all,
    ),
    ...(INDICATORS[slo].toldOfFew
      ? [
          record(
            recorded["slo_tier:bad_requests:increase"],
            { slo, tier },
            badWithin(slo, TIER_SPECS[tier].long),
          ),
        ]
      : []),
  ]);
}

function ratesOver(slo: SloName, window: Duration): { all: Query<never>; bad: Query<never> } {
  if (parseDuration(window) <= parseDuration(LONGEST_RAW)) {
    return { all: INDICATORS[slo].all(window), bad: INDICATORS[slo].bad(window) };
  }
  const average = (rate: Plain) =>
    promql`sum by (${by()}) (avg_over_time(${where(rate, { slo })}[${window}]))`;
  return {
    all: average(recorded["slo:requests:rate"]),
    bad: average(recorded["slo:bad_requests:rate"]),
  };
}

/** The number of bad requests; for a service younger than the window, the number so far. */
function badWithin(slo: SloName, window: Duration): Query<never> {
  if (parseDuration(window) <= parseDuration(LONGEST_RAW)) {
    return promql`${INDICATORS[slo].bad(window)} * ${window}`;
  }
  const bad = where(recorded["slo:bad_requests:rate"], { slo });
  return promql`sum by (${by()}) (sum_over_time(${bad}[${window}])) * ${RATES_INTERVAL}`;
}

/** 0 instead of NaN if there are no requests: nobody was disappointed. */
function share(bad: Query<never>, all: Query<never>): Query<never> {
  return promql`${bad} / (${all} > 0) or 0 * ${all}`;
}

function sum(rate: Plain, slo: SloName): Query<never> {
  return promql`sum by (${by()}) (${where(rate, { slo })})`;
}
