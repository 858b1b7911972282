import { buildStack } from "../../infra/plan";
import { settings } from "../support/stacks";
import { answersTogether } from "./answersTogether";
import { OUTAGE_LABEL } from "./apart";
import { quietDays } from "./quiet";

const HOUR = 3600;
/**
 * So many days are played in a row: a day more than the two weeks after which traffic is compared with that of before. Of
 * more days the others are another service's, at the same time.
 */
const IN_A_ROW = 15;

/**
 * Who would have been paged on ordinary days: a line for each hour in which an alert of prod fired that pages.
 *
 * @param seed the same makes the same days
 * @param keepIn a folder for what the rules made of them, which is read from there if the same has been played before
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
