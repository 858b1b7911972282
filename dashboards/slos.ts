import { count, percent, ratio } from "../signals/promql/units";
import { PLACES } from "../signals/places";
import {
  badRequestRate,
  badRequestsInPeriod,
  budgetLeft,
  burn,
  goodRatio,
  objectives,
  requestsInPeriod,
} from "../signals/slos";
import { INDICATORS } from "../signals/slo/indicators";
import { SLOS, type SloName } from "../signals/slo/objectives";
import { burnLimit, TIER_SPECS, TIERS, type Tier } from "../signals/slo/tiers";
import type { DashboardContext } from "./context";
import { lead } from "./leads";
import { dashboard, lines, stat, trace, type Panel } from "./grafana";

const EMPTY = "No requests counted yet";
/** When only a quarter of the budget is left, it deserves attention. */
const LITTLE_LEFT = percent(25);

const NAMES = SLOS.flatMap((slo) => TIERS.map((tier) => `${slo}-${tier}` as const));

export const slos = (context: DashboardContext) =>
  dashboard(PLACES.slos, {
    title: "Objectives",
    description:
      "The objectives for users' requests, how far they are met, and how fast the error budgets burn.",
    tags: ["slo"],
    refresh: "30s",
    from: "now-6h",
    rows: [
      [...SLOS],
      ["budgetLeft", "objectives", "badRequests", "requests"],
      ["badRate"],
      ...SLOS.map((slo) => ({
        title: `${titleOf(slo)}: burn rate`,
        rows: [TIERS.map((tier) => `${slo}-${tier}` as const)],
      })),
    ],
    next: lead("Which requests fail?", PLACES.systemOverview, "statusCodes"),
    leads: {
      latency: [lead("Which routes are slow?", PLACES.application, "latencyByRoute")],
      slowRequests: [lead("Which routes are slow?", PLACES.application, "latencyByRoute")],
      ...leadsOfSlow(),
    },
    panels: { ...keptPanels(context), ...balancePanels(), ...burnPanels(context) },
  });

function keptPanels({ slos }: DashboardContext) {
  return byName(SLOS, (slo) => {
    const signal = goodRatio(slo);
    return stat({
      title: `${titleOf(slo)} SLI`,
      description: `${signal.description} Red below the objective.`,
      empty: EMPTY,
      trace: trace(signal, () => "good"),
      levels: { low: ratio(slos[slo].objective) },
    });
  });
}

function balancePanels() {
  const bySlo = ({ slo }: Readonly<Record<"slo", string>>) => slo;
  return {
    objectives: named(
      stat({
        title: "Objectives",
        description: objectives.description,
        empty: EMPTY,
        trace: trace(objectives, bySlo),
      }),
    ),
    budgetLeft: named(
      stat({
        title: "Error Budget Remaining",
        description: budgetLeft.description,
        empty: EMPTY,
        trace: trace(budgetLeft, bySlo),
        levels: { lowered: LITTLE_LEFT, low: percent(0) },
      }),
    ),
    requests: named(
      stat({
        title: "Requests in the Period",
        description: requestsInPeriod.description,
        empty: EMPTY,
        trace: trace(requestsInPeriod, bySlo),
      }),
    ),
    badRequests: named(
      stat({
        title: "Bad Requests in the Period",
        description: badRequestsInPeriod.description,
        empty: EMPTY,
        trace: trace(badRequestsInPeriod, bySlo),
      }),
    ),
    badRate: named(
      lines({
        title: "Bad Requests (per second)",
        description: badRequestRate.description,
        empty: EMPTY,
        traces: [trace(badRequestRate, bySlo)],
      }),
    ),
  };
}

function burnPanels({ slos }: DashboardContext) {
  return byName(NAMES, (name) => {
    const [slo, tier] = name.split("-") as [SloName, Tier];
    return burnPanel(slo, tier, burnLimit(tier, slos[slo].period));
  });
}

/** An objective's name in title case. */
function titleOf(slo: SloName): string {
  return INDICATORS[slo].title.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase());
}

/** Makes a panel show each objective by its title. */
function named(panel: Panel): Panel {
  for (const slo of SLOS) {
    panel.overrideByName(slo, [{ id: "displayName", value: titleOf(slo) }]);
  }
  return panel;
}

/** Slow requests, unlike failed ones, are looked for on another panel. */
function leadsOfSlow() {
  const slow = NAMES.filter((name) => !name.startsWith("availability"));
  const routes = lead("Which routes are slow?", PLACES.application, "latencyByRoute");
  return Object.fromEntries(slow.map((name) => [name, [routes]]));
}

function burnPanel(slo: SloName, tier: Tier, limit: number): Panel {
  const title = titleOf(slo);
  const { long, short, spentPercent } = TIER_SPECS[tier];
  return lines({
    title: `${title} Burn Rate (${long})`,
    description: `How many times faster than allowed the error budget burns, over ${long} and over ${short}. If both are above the dashed line, ${spentPercent} % of the budget is spent within ${long}, and the burn continues.`,
    empty: EMPTY,
    traces: [
      trace(burn(slo, tier, "long"), () => "long window"),
      trace(burn(slo, tier, "short"), () => "short window"),
    ],
    levels: { high: count(limit) },
  });
}

function byName<N extends string>(names: readonly N[], panelOf: (name: N) => Panel) {
  return Object.fromEntries(names.map((name) => [name, panelOf(name)])) as Record<N, Panel>;
}
