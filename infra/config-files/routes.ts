import { matches, toldApart, type Labels } from "../alerting/matchers";
import { destinationsOf, receiversOf } from "../alerting/routes";
import type { AlertmanagerConfig, Matcher, Receiver, Route } from "./alertmanager";

/**
 * Every route without a receiver, receiver without a route, that tells nobody, that is another's like or that is
 * told the same twice, and route that no alert can take. None when all is well.
 */
export function routeFaults(config: AlertmanagerConfig): readonly string[] {
  const { route, receivers } = config;
  const wanted = new Set(allRoutes(route).map(({ receiver }) => receiver));
  const there = new Set(receivers.map(({ name }) => name));
  return [
    ...[...wanted]
      .filter((name) => !there.has(name))
      .map((name) => `a route leads to "${name}", which is no receiver`),
    ...[...there]
      .filter((name) => !wanted.has(name))
      .map((name) => `no route leads to receiver "${name}"`),
    ...receivers.filter(isEmpty).map(({ name }) => `receiver "${name}" tells nobody`),
    ...alike(receivers),
    ...intervalFaults(config),
    ...reachFaults(config),
  ].map((fault) => `alertmanager.yml: ${fault}`);
}

function allRoutes(route: Route): readonly Route[] {
  return [route, ...(route.routes ?? []).flatMap(allRoutes)];
}

function isEmpty(receiver: Receiver): boolean {
  return destinationsOf(receiver).length === 0;
}

function alike(receivers: readonly Receiver[]): readonly string[] {
  const first = new Map<string, string>();
  return receivers.flatMap(({ name, ...kinds }) => {
    const content = JSON.stringify(kinds);
    const other = first.get(content);
    first.set(content, other ?? name);
    const faults = other === undefined ? [] : [`receivers "${other}" and "${name}" are alike`];
    const named = receivers.filter((each) => each.name === name);
    return named.length > 1 ? [...faults, `several receivers are named "${name}"`] : faults;
  });
}

function intervalFaults({ route, time_intervals }: AlertmanagerConfig): readonly string[] {
  const used = new Set(allRoutes(route).flatMap((each) => each.mute_time_intervals ?? []));
  const there = new Set(time_intervals.map(({ name }) => name));
  return [
    ...[...used]
      .filter((name) => !there.has(name))
      .map((name) => `a route is muted in "${name}", which is no time interval`),
    ...[...there]
      .filter((name) => !used.has(name))
      .map((name) => `no route is muted in time interval "${name}"`),
  ];
}

/** Tries every alert that the routes can tell from another. */
function reachFaults(config: AlertmanagerConfig): readonly string[] {
  const alerts = alertsToldApart(allRoutes(config.route).flatMap(({ matchers }) => matchers ?? []));
  const taken = new Set(alerts.flatMap((labels) => visited(config.route, labels)));
  const never = allRoutes(config.route).filter((route) => !taken.has(route));
  const byName = new Map(config.receivers.map((receiver) => [receiver.name, receiver]));
  const twice = new Set(
    alerts.flatMap((labels) => {
      const told = receiversOf(config, labels)
        .flatMap((name) => byName.get(name) ?? [])
        .flatMap(destinationsOf)
        .map(({ kind, to }) => `${kind} ${to}`);
      return told
        .filter((each, index) => told.indexOf(each) !== index)
        .map((each) => `an alert with ${labelText(labels)} is told twice by ${each}`);
    }),
  );
  return [
    ...never.map(
      ({ receiver, matchers = [] }) =>
        `no alert can take the route to "${receiver}" (${matchers.join(", ") || "no matchers"}): one before it takes all`,
    ),
    ...twice,
  ];
}

/** The routes whose matchers an alert gets to and satisfies, whether it leaves there or goes further down. */
function visited(route: Route, labels: Labels): readonly Route[] {
  if (!matches(route.matchers ?? [], labels)) return [];
  const seen: Route[] = [route];
  for (const child of route.routes ?? []) {
    const below = visited(child, labels);
    seen.push(...below);
    if (below.length > 0 && child.continue !== true) break;
  }
  return seen;
}

function alertsToldApart(matchers: readonly Matcher[]): readonly Labels[] {
  return Object.entries(toldApart(matchers)).reduce<readonly Labels[]>(
    (alerts, [label, values]) =>
      alerts.flatMap((labels) => values.map((value) => ({ ...labels, [label]: value }))),
    [{}],
  );
}

function labelText(labels: Labels): string {
  return Object.entries(labels)
    .map(([label, value]) => `${label}="${value ?? ""}"`)
    .join(", ");
}
