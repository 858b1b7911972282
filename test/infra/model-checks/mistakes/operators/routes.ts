import { misspelled, type Operator } from "../mistake";

const disconnectReceiver: Operator = {
  name: "lead a route to another receiver",
  places: ({ routing: { route, receivers } }) =>
    route.routes!.map((leaf, i) => ({
      at: `${i} ${leaf.receiver}`,
      make(chance) {
        const before = leaf.receiver;
        const others = receivers.map(({ name }) => name).filter((name) => name !== before);
        leaf.receiver = others[chance % others.length]!;
        // The root's receiver is also the receiver of a severity.
        if (route.receiver === before) route.receiver = leaf.receiver;
        return [before];
      },
    })),
};

const emptyReceiver: Operator = {
  name: "empty a receiver",
  places: ({ routing: { receivers } }) =>
    receivers.map(({ name }, i) => ({
      at: name,
      make() {
        receivers[i] = { name };
        return [name];
      },
    })),
};

const deadRoute: Operator = {
  name: "add a route that no alert can take",
  places: ({ routing: { route, receivers } }) =>
    route.routes!.flatMap((_, at) =>
      receivers.map(({ name }) => ({
        at: `${at} to ${name}`,
        make(chance) {
          const contradictions = [
            ['severity="critical"', 'severity="warning"'],
            ['alertname="Watchdog"', 'severity="info"'],
            ['severity="fatal"'],
            ['component="cache"', 'alertname="DatabaseDown"'],
          ] as const;
          const matchers = contradictions[chance % contradictions.length]!;
          route.routes!.splice(at, 0, { receiver: name, matchers: [...matchers] });
          return [matchers.join(",")];
        },
      })),
    ),
};

const greedyRoute: Operator = {
  name: "let a route take what the next ones are for",
  places: ({ routing: { route } }) =>
    route.routes!.slice(0, -1).map((leaf, i) => ({
      at: `${i} ${leaf.receiver}`,
      make() {
        const next = route.routes![i + 1]!;
        leaf.matchers = [];
        return [`to ${next.receiver}`];
      },
    })),
};

const lostRoute: Operator = {
  name: "drop a route",
  places: ({ routing: { route } }) =>
    route.routes!.map(({ receiver, matchers = [] }, i) => ({
      at: `${i} ${receiver}`,
      make() {
        route.routes!.splice(i, 1);
        return [receiver, ...matchers];
      },
    })),
};

const unforeseenSeverity: Operator = {
  name: "give an alert a severity that no route takes",
  places: ({ ruleGroups }) =>
    ruleGroups.flatMap(({ name, rules }) =>
      rules.flatMap((rule, i) => {
        if (!("alert" in rule) || rule.alert === "Watchdog") return [];
        return {
          at: `${name} ${i} ${rule.alert}`,
          make(chance: number) {
            rule.labels.severity = misspelled(rule.labels.severity, chance) as never;
            return [rule.alert];
          },
        };
      }),
    ),
};

/** Alerts that do not reach the right receiver. */
export const routeOperators: readonly Operator[] = [
  disconnectReceiver,
  emptyReceiver,
  deadRoute,
  greedyRoute,
  lostRoute,
  unforeseenSeverity,
];
