import { buildStack } from "../../infra/plan";
import { settings } from "../support/stacks";
import { answersTogether } from "./answersTogether";
import { OUTAGE_LABEL } from "./apart";
import { quietDays } from "./quiet";

const HOUR = 3600;
/**
 * How many consecutive days are played: one more than the two weeks after which traffic is compared with earlier
 * traffic. Further days are played as another service at the same time.
 */
const IN_A_ROW = 15;

/**
 * The pages on ordinary days: a line for each hour in which an alert of prod that pages was firing.
 *
 * @param seed the same seed gives the same days
 * @param keepIn a folder for results, which are reused if the same was computed before
 */
export async function pagesOnQuietDays(
  days: number,
  seed: number,
  keepIn?: string,
): Promise<readonly string[]> {
  const services = Math.ceil(days / IN_A_ROW);
  const each = days / services;
  const fired = await answersTogether(
    Array.from({ length: services }, (_, i) => quietDays(each, seed + i)),
    buildStack(settings("prod")).declared.ruleGroups,
    'count_over_time(ALERTS{alertstate="firing"}[1h])',
    Array.from({ length: Math.ceil(each * 24) }, (_, hour) => (hour + 1) * HOUR),
    keepIn,
  );
  return [...fired].flatMap(([second, alerts]) =>
    alerts.map(
      ({ [OUTAGE_LABEL]: service, ...labels }) =>
        `service ${service}, day ${Math.ceil(second / HOUR / 24)}, before hour ${(second / HOUR) % 24}: ${JSON.stringify(labels)}`,
    ),
  );
}
