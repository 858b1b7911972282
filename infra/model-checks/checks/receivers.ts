import { destinationsOf, receiversOf } from "../../alert-delivery/routes";
import type { AlertmanagerConfig, Receiver } from "../../rendered-config/alertmanager";
import type { Fault } from "../finding";
import { ROUTING_PLACE } from "../graph/routing";
import { alertsOf, labelText } from "./alerts";
import type { Check } from "./check";

/** Receivers that notify nobody, and those that send somebody the same notification twice. */
export const receivers: Check = {
  name: "receiver",
  faults: ({ declared: { routing, ruleGroups, toldNobody } }) => [
    ...routing.receivers
      .filter((each) => isEmpty(each) && !toldNobody.includes(each.name))
      .map(({ name }) => ({
        what: `receiver ${name} notifies nobody`,
        where: ROUTING_PLACE,
        why: "Every alert routed to it is lost.",
        fix: "Give it a channel, an address or a URL in receivers.ts, or remove it.",
      })),
    ...alike(routing.receivers.filter((each) => !isEmpty(each))),
    ...toldTwice(routing, alertsOf(routing, ruleGroups)),
  ],
};

function isEmpty(receiver: Receiver): boolean {
  return destinationsOf(receiver).length === 0;
}

function alike(all: readonly Receiver[]): readonly Fault[] {
  const first = new Map<string, string>();
  return all.flatMap(({ name, ...kinds }) => {
    const content = JSON.stringify(kinds);
    const other = first.get(content);
    first.set(content, other ?? name);
    if (other === undefined || other === name) return [];
    return [
      {
        what: `receivers ${other} and ${name} are identical`,
        where: ROUTING_PLACE,
        why: "Recipients of both get everything twice.",
        fix: "Send both routes to one of them.",
      },
    ];
  });
}

function toldTwice(
  routing: AlertmanagerConfig,
  alerts: ReturnType<typeof alertsOf>,
): readonly Fault[] {
  const byName = new Map(routing.receivers.map((receiver) => [receiver.name, receiver]));
  const twice = new Map<string, Fault>();
  for (const labels of alerts) {
    const told = receiversOf(routing, labels)
      .flatMap((name) => byName.get(name) ?? [])
      .flatMap(destinationsOf)
      .map(({ kind, to }) => `${kind} ${to}`);
    for (const each of told.filter((one, index) => told.indexOf(one) !== index)) {
      // One alert is enough as an example.
      if (twice.has(each)) continue;
      twice.set(each, {
        what: `an alert with ${labelText(labels)} is sent twice by ${each}`,
        where: ROUTING_PLACE,
        why: "People who get everything twice stop reading it.",
        fix: "Remove continue from the first route, or remove one of the routes.",
      });
    }
  }
  return [...twice.values()];
}
