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
 * The spec of an AlertmanagerConfig (v1alpha1) that is equivalent to an alertmanager.yml: who is notified of each of
 * our alerts, and which alerts inhibit others. Its route and inhibitions only match our alerts, whatever matcher
 * strategy the Alertmanager has.
 *
 * Global settings, such as `resolve_timeout`, are those of the operator's Alertmanager.
 *
 * @throws on each field without a counterpart, by its name
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

/** @throws on a text that is no label matcher */
function operatorMatcher(matcher: Matcher): OperatorMatcher {
  const { groups } = MATCHER.exec(matcher) ?? {};
  const { name, matchType, value } = groups ?? {};
  if (name === undefined || value === undefined) {
    throw new Error(`${matcher} does not compare a label with a text.`);
  }
  return { name, matchType: matchType as NonNullable<OperatorMatcher["matchType"]>, value };
}
