import { destinationsOf } from "../../../infra/alert-delivery/routes";
import type { Receiver, Route } from "../../../infra/rendered-config/alertmanager";
import { change, type Change, type Fact } from "../change";
import type { Model } from "../model/model";
import { fieldDiffs, fieldFact, type FieldDiff } from "../words/fields";
import { toldText } from "./told";

/** The addresses of receivers, which are reported with the routes. */
const ADDRESSES = ["channel", "to"];

/** What is different about receivers, except for their addresses, which are reported with the routes. */
export function receiverChanges(before: Model, after: Model): readonly Change[] {
  const [was, is] = [before.alertmanager, after.alertmanager];
  const names = new Set([...was.receivers, ...is.receivers].map(({ name }) => name));
  return [...names].flatMap((name) => {
    const [old, now] = [named(was.receivers, name), named(is.receivers, name)];
    const used = usedBy(was.route, name) || usedBy(is.route, name);
    if (!now) {
      const facts = [{ what: "gone" }, { what: toldText(destinationsOf(old ?? { name })) }];
      const effects = used ? [] : [{ what: "no route led to it" }];
      return change("receiver", name, facts, { rank: "deletion", effects });
    }
    if (!old) {
      return change("receiver", name, [{ what: `new: ${toldText(destinationsOf(now))}` }]);
    }
    const facts = receiverFacts(old, now, used);
    return facts.length === 0 ? [] : change("receiver", name, facts);
  });
}

function receiverFacts(old: Receiver, now: Receiver, routed: boolean): readonly Fact[] {
  return fieldDiffs(old, now)
    .filter(({ path }) => !routed || (path.length > 2 && !ADDRESSES.includes(path.at(-1) ?? "")))
    .map((diff) => ({ ...diff, path: spoken(diff.path) }))
    .flatMap((diff) =>
      isSecret(diff) ? [{ what: `${diff.path.join(".")} changed` }] : fieldFact(diff),
    );
}

/** Anybody who knows a webhook's URL can call it. */
function isSecret({ path }: FieldDiff): boolean {
  return path[0] === "webhook" && path.at(-1) === "url";
}

/** For example, `slack_configs.0.title` becomes Slack's title. */
function spoken([kind = "", index, ...rest]: readonly string[]): readonly string[] {
  const name = kind.replace(/_configs$/, "");
  return index === undefined || index === "0" ? [name, ...rest] : [name, index, ...rest];
}

function named(receivers: readonly Receiver[], name: string): Receiver | undefined {
  return receivers.find((receiver) => receiver.name === name);
}

function usedBy({ receiver, routes = [] }: Route, name: string): boolean {
  return receiver === name || routes.some((route) => usedBy(route, name));
}
