import { parseDuration } from "../signals/promql/duration";
import { promql } from "../signals/promql/promql";
import { Condition } from "../signals/promql/signal";
import { count, ratio } from "../signals/promql/units";
import type { Duration } from "../signals/promql/units";
import { LEAST_TRAFFIC } from "../signals/backend";
import { panel, PLACES } from "../signals/places";
import { badRequests, burn, traffic } from "../signals/slos";
import { INDICATORS } from "../signals/slo/indicators";
import { SLOS } from "../signals/slo/objectives";
import type { SloName } from "../signals/slo/objectives";
import { PERIOD_INTERVAL, periodRules, RATES_INTERVAL, rateRules } from "../signals/slo/rules";
import { burnLimit, TIER_SPECS, TIERS } from "../signals/slo/tiers";
import type { Tier } from "../signals/slo/tiers";
import { usualTrafficRules } from "../signals/usualTraffic";
import { FEWEST_FAILURES } from "../signals/tooManyFail";
import { OUTAGE, ruleOf } from "./alert";
import type { Alert, AlertRule, RuleContext, RuleGroup } from "./alert";
import { percentText } from "./text";

/** What is wrong, as the title of a page. */
const SUMMARIES: Readonly<Record<SloName, string>> = {
  availability: "Too many users' requests fail for the objective to be met.",
  latency: "Too many users' requests take longer than half a second for the objective to be met.",
  slowRequests:
    "Too many users' requests take longer than two seconds for the objective to be met.",
};

/** The name of the alert on each objective's budget. */
export const BUDGET_ALERT_OF = {
  availability: "AvailabilityBudgetBurn",
  latency: "LatencyBudgetBurn",
  slowRequests: "SlowRequestBudgetBurn",
} as const satisfies Readonly<Record<SloName, string>>;

/** The alert on each objective's budget: one rule per tier, all with the same name. */
export const budgetAlerts = SLOS.map((slo) => ({
  name: BUDGET_ALERT_OF[slo],
  // Users notice it, so no cause inhibits it.
  inhibitedBy: [],
  rules: (context: RuleContext) => TIERS.map((tier) => tierRule(slo, tier, context)),
  conditions: ({ slos }: RuleContext) => TIERS.map((tier) => tooFast(slo, tier, slos[slo].period)),
})) satisfies readonly Alert[];

/** The names of the alerts on the objectives' budgets, whose limits follow from the objectives. */
export const BUDGET_ALERTS = budgetAlerts.map(({ name }) => name);

/** The recording rules of the objectives, followed by their alerts, which read the recorded rates. */
export function objectiveGroups(context: RuleContext): readonly RuleGroup[] {
  return [
    {
      name: "objectives",
      interval: RATES_INTERVAL,
      rules: [
        ...rateRules(context.slos),
        ...usualTrafficRules(),
        ...budgetAlerts.flatMap(({ rules }) => rules(context)),
      ],
    },
    {
      name: "objectives-period",
      interval: PERIOD_INTERVAL,
      rules: periodRules(context.slos),
    },
  ];
}

function tierRule(slo: SloName, tier: Tier, { slos, links }: RuleContext): AlertRule {
  const { objective, period } = slos[slo];
  const limit = burnLimit(tier, period);
  const spent = spentIn(parseDuration(period) / limit);
  return ruleOf(
    BUDGET_ALERT_OF[slo],
    TIER_SPECS[tier],
    {
      when: tooFast(slo, tier, period),
      component: "backend",
      impact: TIER_SPECS[tier].severity === "critical" ? OUTAGE : undefined,
      summary: () => SUMMARIES[slo],
      description: (_, value) =>
        `The objective is that ${percentText(ratio(objective))} of the requests over ${period} ${INDICATORS[slo].good}. The error budget burns ${value} times too fast; at ${round(limit)} times, the limit, it is spent in ${spent}.`,
      view: panel(PLACES.slos, `${slo}-${tier}`),
    },
    links,
    { slo, tier },
  );
}

/** The budget burns too fast over both windows, and there are enough requests to judge by. */
function tooFast(slo: SloName, tier: Tier, period: Duration) {
  const limit = count(burnLimit(tier, period));
  return burn(slo, tier, "long")
    .above(limit)
    .and(burn(slo, tier, "short").above(limit))
    .and(enough(slo, tier));
}

/** With a handful of requests a share says nothing: it takes a minimum of traffic, or a number of bad requests. */
function enough(slo: SloName, tier: Tier): Condition<never> {
  const many = traffic(slo, tier).atLeast(LEAST_TRAFFIC);
  if (!INDICATORS[slo].toldOfFew) return many;
  const failures = badRequests(slo, tier).atLeast(FEWEST_FAILURES);
  // Beyond an hour bad requests are counted from recorded rates, which include a failure in full only five minutes
  // later; by then the fastest tier may have ended.
  const lately = badRequests(slo, "fastest").atLeast(FEWEST_FAILURES);
  return new Condition(
    promql`${many.query} or ${failures.query} or ${lately.query}`,
    many.unit,
    `${many.words} or ${failures.words}`,
    [...many.terms, ...failures.terms],
  );
}

const HOUR = parseDuration("1h");

function spentIn(milliseconds: number): string {
  const hours = milliseconds / HOUR;
  return hours < 72 ? `${round(hours)} hours` : `${round(hours / 24)} days`;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
