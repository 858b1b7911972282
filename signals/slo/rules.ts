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
 * How often the rates are recorded, and so what each sample of them stands for. Rules that read samples by their
 * number need it fixed, whatever Prometheus's own interval is.
 */
export const RATES_INTERVAL: Duration = "30s";

/** The period's sums move slowly. Well below the five minutes after which a series counts as gone. */
export const PERIOD_INTERVAL: Duration = "2m";

/**
 * The window of the recorded rates. Ten times their interval, so that whatever happens between two scrapes is in nine
 * or ten of them: their sums give each request the same weight.
 */
const RATE_WINDOW: Duration = "5m";

/** Up to here a window is read from the requests' own counters, exactly. */
const LONGEST_RAW: Duration = "1h";

/**
 * What the alerts and panels on a short notice read. Windows beyond an hour are averages of the recorded rates: cheap
 * whatever their length, blurred at their edges by five minutes, and true from the first minutes on, over what there is.
 */
export function rateRules(objectives: Objectives): readonly RecordingRule[] {
  return [...SLOS.flatMap(baseRules), ...SLOS.flatMap((slo) => tierRules(slo, objectives[slo]))];
}

/**
 * The period's balance. A sum of bad requests is divided by a sum of all: each request counts the same, at night and
 * at noon, which an average of ratios would not have.
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

/** How many: of a service that is younger than the window, what it had so far. */
function badWithin(slo: SloName, window: Duration): Query<never> {
  if (parseDuration(window) <= parseDuration(LONGEST_RAW)) {
    return promql`${INDICATORS[slo].bad(window)} * ${window}`;
  }
  const bad = where(recorded["slo:bad_requests:rate"], { slo });
  return promql`sum by (${by()}) (sum_over_time(${bad}[${window}])) * ${RATES_INTERVAL}`;
}

/** 0 where there is nothing to share, and not NaN: without requests nobody was disappointed. */
function share(bad: Query<never>, all: Query<never>): Query<never> {
  return promql`${bad} / (${all} > 0) or 0 * ${all}`;
}

function sum(rate: Plain, slo: SloName): Query<never> {
  return promql`sum by (${by()}) (${where(rate, { slo })})`;
}
