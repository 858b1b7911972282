import type { Labels } from "../../../infra/alert-delivery/matchers";
import { destinationsOf, routesOf, type Destination } from "../../../infra/alert-delivery/routes";
import type { AlertmanagerConfig, Route } from "../../../infra/rendered-config/alertmanager";
import type { Duration } from "../../../signals/promql/units";

/** How Alertmanager delivers an alert. */
export interface Delivery {
  readonly told: readonly Destination[];
  readonly times: readonly RouteTimes[];
  /** The time intervals in which nobody is notified. */
  readonly muted: readonly string[];
  /** The only time intervals in which somebody is notified; empty means always. */
  readonly active: readonly string[];
}

/** How a route groups alerts, and when it notifies. */
export interface RouteTimes {
  readonly group_by: readonly string[];
  readonly group_wait: Duration;
  readonly group_interval: Duration;
  readonly repeat_interval: Duration;
}

/** Alertmanager's defaults, if neither a route nor its parents set a value. */
const DEFAULTS: RouteTimes = {
  group_by: [],
  group_wait: "30s",
  group_interval: "5m",
  repeat_interval: "4h",
};

type WholeRoute = Route & RouteTimes & { readonly active_time_intervals?: readonly string[] };

/** How a configuration delivers an alert with some labels. */
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

/** The tree of routes, with each route's inherited values filled in. */
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
