import { change, differs, type Change, type Fact } from "../change";
import type { Alert } from "../model/alerts";
import type { Model } from "../model/model";
import { deliveryOf, type Delivery } from "../model/routing";
import { parseDuration } from "../../../signals/promql/duration";
import { timeText } from "../../reference/delayText";
import { stops, toldText } from "./told";

/**
 * Changes of delivery for alerts whose own labels stay the same, by severity, by severity and component
 * (`warning/database`), or for single alerts.
 * @param alerts all alerts of the later side
 */
export function routeChanges(
  before: Model,
  after: Model,
  alerts: readonly Alert[],
): readonly Change[] {
  const groups = new Map<string, { alerts: Alert[]; was: Delivery; is: Delivery }>();
  for (const alert of alerts) {
    const was = deliveryOf(before.alertmanager, alert.labels);
    const is = deliveryOf(after.alertmanager, alert.labels);
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    const key = JSON.stringify(deliveryFacts(was, is));
    const group = groups.get(key);
    if (group) group.alerts.push(alert);
    else groups.set(key, { alerts: [alert], was, is });
  }
  return [...groups.values()].flatMap(({ alerts: some, was, is }) => {
    const facts = deliveryFacts(was, is);
    if (facts.length === 0) return [];
    const muted = is.muted.some((name) => !was.muted.includes(name)) || is.active.length > 0;
    const rank = stops(was.told, is.told) || muted ? "pages" : "other";
    return { ...change("route", "", facts, { rank }), names: namesOf(some, alerts) };
  });
}

function deliveryFacts(was: Delivery, is: Delivery): readonly Fact[] {
  const told = differs("", toldText(was.told), toldText(is.told));
  // If nobody is notified, the details do not matter.
  if (was.told.length === 0 || is.told.length === 0) return told;
  return [
    ...told,
    ...timeFacts(was, is),
    ...differs("muted in", was.muted.join(", ") || "no time", is.muted.join(", ") || "no time"),
    ...differs(
      "notified only in",
      was.active.join(", ") || "any time",
      is.active.join(", ") || "any time",
    ),
  ];
}

function timeFacts(was: Delivery, is: Delivery): readonly Fact[] {
  const each = (delivery: Delivery, pick: (times: Delivery["times"][number]) => string) =>
    [...new Set(delivery.times.map(pick))].join(", ");
  const time = (text: string) => timeText(parseDuration(text));
  const fact = (what: string, pick: (times: Delivery["times"][number]) => string) =>
    differs(what, each(was, pick), each(is, pick));
  return [
    ...fact("grouped by", ({ group_by }) => group_by.join(" and ") || "nothing"),
    ...fact("first message after", ({ group_wait }) => time(group_wait)),
    ...fact("news after", ({ group_interval }) => time(group_interval)),
    ...fact("repeated every", ({ repeat_interval }) => time(repeat_interval)),
  ];
}

/** The shortest list of names for some alerts among all. */
function namesOf(some: readonly Alert[], all: readonly Alert[]): readonly string[] {
  const names: string[] = [];
  const left = new Set(some);
  for (const wordFor of [severityOf, classOf, ({ rule }: Alert) => rule.alert ?? ""]) {
    for (const word of new Set([...left].map(wordFor))) {
      const meant = all.filter((alert) => wordFor(alert) === word);
      if (!meant.every((alert) => some.includes(alert))) continue;
      if (!meant.some((alert) => left.has(alert))) continue;
      names.push(word);
      for (const alert of meant) left.delete(alert);
    }
  }
  return [...names, ...[...left].map(({ name }) => name)];
}

const severityOf = ({ labels, rule }: Alert) =>
  // An alert without a severity is routed by its name.
  labels.severity === undefined || labels.severity === "none"
    ? (rule.alert ?? "")
    : labels.severity;
const classOf = (alert: Alert) => `${severityOf(alert)}/${alert.labels.component ?? "none"}`;
