import type { OperatorAlertmanagerConfig } from "../../objects/kubernetes";
import type { AlertmanagerConfig, InhibitRule, Matcher, Route } from "../alertmanager";
import { PART_OF, renamed } from "./labels";
import { operatorReceiver, type ReceiversArgs } from "./receivers";

type Spec = OperatorAlertmanagerConfig["spec"];
type OperatorMatcher = NonNullable<
  NonNullable<Spec["inhibitRules"]>[number]["sourceMatch"]
>[number];

const OURS: Matcher = `${PART_OF.label}="${PART_OF.value}"`;

/**
 * The spec of an AlertmanagerConfig (v1alpha1) that says the same as an alertmanager.yml: whom each alert of ours is told to, and
 * which is silent while another says it all. Its route and inhibitions ask for our alerts alone, whatever strategy of matchers
 * the Alertmanager has.
 *
 * What is global there is the operator's Alertmanager's own, `resolve_timeout` for one.
 *
 * @throws on each field that has no counterpart there, by its name
 */
export function operatorAlertmanagerConfig(
  { route, receivers, inhibit_rules, time_intervals }: AlertmanagerConfig,
  args: ReceiversArgs,
): Spec {
  return {
    route: operatorRoute({ ...route, matchers: [...(route.matchers ?? []), OURS] }),
    receivers: receivers.map((receiver) => operatorReceiver(receiver, args)),
    inhibitRules: inhibit_rules.map(operatorInhibition),
    muteTimeIntervals: time_intervals.map(({ name, time_intervals: intervals }) => ({
      name,
      timeIntervals: intervals.map(({ weekdays, times }) => ({
        ...(weekdays && { weekdays: [...weekdays] }),
        times: times.map(({ start_time, end_time }) => ({
          startTime: start_time,
          endTime: end_time,
        })),
      })),
    })),
  };
}

function operatorRoute(route: Route): NonNullable<Spec["route"]> {
  const { receiver, matchers, group_by, group_wait, group_interval, repeat_interval } = route;
  return {
    receiver,
    ...(matchers && { matchers: matchers.map(operatorMatcher) }),
    ...(route.continue !== undefined && { continue: route.continue }),
    ...(group_by && { groupBy: [...renamed(group_by)] }),
    ...(group_wait !== undefined && { groupWait: group_wait }),
    ...(group_interval !== undefined && { groupInterval: group_interval }),
    ...(repeat_interval !== undefined && { repeatInterval: repeat_interval }),
    ...(route.mute_time_intervals && { muteTimeIntervals: [...route.mute_time_intervals] }),
    ...(route.routes && { routes: route.routes.map(operatorRoute) }),
  };
}

function operatorInhibition({ source_matchers, target_matchers, equal }: InhibitRule) {
  return {
    sourceMatch: [...source_matchers, OURS].map(operatorMatcher),
    targetMatch: [...target_matchers, OURS].map(operatorMatcher),
    ...(equal.length > 0 && { equal: [...renamed(equal)] }),
  };
}

const MATCHER = /^(?<name>\w+)(?<matchType>=~|!~|!=|=)"(?<value>.*)"$/s;

/** @throws on what is no comparison of one label */
function operatorMatcher(matcher: Matcher): OperatorMatcher {
  const { groups } = MATCHER.exec(matcher) ?? {};
  const { name, matchType, value } = groups ?? {};
  if (name === undefined || value === undefined) {
    throw new Error(`${matcher} does not compare a label with a text.`);
  }
  return { name, matchType: matchType as NonNullable<OperatorMatcher["matchType"]>, value };
}
