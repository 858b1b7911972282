import { RATES_INTERVAL } from "../signals/promql/recordedRate";
import { RECORDED_RATES } from "../signals/rates";
import type { RuleContext, RuleGroup } from "./alert";

/**
 * What panels read in place of each pod's series. In a group of its own: no alert reads it, and none has to wait until
 * it is evaluated.
 */
export function rateGroups({ jobs }: RuleContext): readonly RuleGroup[] {
  const rules = RECORDED_RATES.filter(({ job }) => jobs.includes(job)).map((rate) => rate.rule());
  return rules.length > 0 ? [{ name: "rates", interval: RATES_INTERVAL, rules }] : [];
}
