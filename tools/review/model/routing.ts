import type { Labels } from "../../../infra/alert-delivery/matchers";
import { destinationsOf, routesOf, type Destination } from "../../../infra/alert-delivery/routes";
import type { AlertmanagerConfig, Route } from "../../../infra/rendered-config/alertmanager";
import type { Duration } from "../../../signals/promql/units";

/** How an alert leaves Alertmanager. */
export interface Delivery {
  readonly told: readonly Destination[];
  readonly times: readonly RouteTimes[];
  /** The times in which nobody is told. */
  readonly muted: readonly string[];
  /** The only times in which somebody is; none: always. */
  readonly active: readonly string[];
}

export interface RouteTimes {
  readonly group_by: readonly string[];
  readonly group_wait: Duration;
  readonly group_interval: Duration;
  readonly repeat_interval: Duration;
}

/** Alertmanager's own, where a route and those above it say nothing. */
const DEFAULTS: RouteTimes = {
  group_by: [],
  group_wait: "30s",
  group_interval: "5m",
  repeat_interval: "4h",
};

type WholeRoute = Route & RouteTimes & { readonly active_time_intervals?: readonly string[] };

/** How a configuration delivers an alert of these labels. */
export function deliveryOf({ route, receivers }: AlertmanagerConfig, labels: Labels): Delivery {
  const taken = routesOf(inherited(route, DEFAULTS), labels) as readonly WholeRoute[];
  return {
    told: taken.flatMap((each) => {
      const receiver = receivers.find(({ name }) => name === each.receiver);
      return receiver ? destinationsOf(receiver) : [];
    }),
    times: taken.map(({ group_by, group_wait, group_interval, repeat_interval }) => ({
      group_by,
      group_wait,
      group_interval,
      repeat_interval,
    })),
    muted: unique(taken.flatMap(({ mute_time_intervals = [] }) => mute_time_intervals)),
    active: unique(taken.flatMap(({ active_time_intervals = [] }) => active_time_intervals)),
  };
}

/** The tree in which each route says itself what it has from those above it. */
function inherited(route: Route, above: RouteTimes): WholeRoute {
  const { group_by, group_wait, group_interval, repeat_interval } = { ...above, ...route };
  const times = { group_by, group_wait, group_interval, repeat_interval };
  return {
    ...route,
    ...times,
    ...(route.routes && { routes: route.routes.map((child) => inherited(child, times)) }),
  };
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
