import { RATES_INTERVAL } from "../signals/promql/recordedRate";
import { RECORDED_RATES } from "../signals/rates";
import type { RuleContext, RuleGroup } from "./alert";

/**
 * The recordings that panels read instead of each pod's series. They have their own group: no alert reads them, so none
 * has to wait for their evaluation.
 */
export function rateGroups({ jobs }: RuleContext): readonly RuleGroup[] {
  const rules = RECORDED_RATES.filter(({ job }) => jobs.includes(job)).map((rate) => rate.rule());
  return rules.length > 0 ? [{ name: "rates", interval: RATES_INTERVAL, rules }] : [];
}
