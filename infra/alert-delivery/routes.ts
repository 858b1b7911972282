import type { AlertmanagerConfig, Receiver, Route } from "../rendered-config/alertmanager";
import { matches, type Labels } from "./matchers";

/** The routes by which an alert leaves the tree, as Alertmanager walks it: depth first, in order. */
export function routesOf(route: Route, labels: Labels): readonly Route[] {
  if (!matches(route.matchers ?? [], labels)) return [];
  const taken: Route[] = [];
  for (const child of route.routes ?? []) {
    const below = routesOf(child, labels);
    taken.push(...below);
    if (below.length > 0 && child.continue !== true) break;
  }
  return taken.length === 0 ? [route] : taken;
}

/** The names of the receivers that are told of an alert, in order; one that is told twice is there twice. */
export function receiversOf(
  { route }: Pick<AlertmanagerConfig, "route">,
  labels: Labels,
): readonly string[] {
  return routesOf(route, labels).map(({ receiver }) => receiver);
}

/** A way out of Alertmanager: what would be told twice if two of them were alike. */
export interface Destination {
  readonly receiver: string;
  readonly kind: keyof Omit<Receiver, "name">;
  /** Where to: a channel, an address, the file of the URL or key. */
  readonly to: string;
}

/** Where a receiver's messages go. */
export function destinationsOf(receiver: Receiver): readonly Destination[] {
  const { name, ...kinds } = receiver;
  return Object.entries(kinds as Omit<Receiver, "name">).flatMap(([kind, configs]) =>
    configs.map((config) => ({
      receiver: name,
      kind: kind as Destination["kind"],
      to: addressOf(config as Readonly<Record<string, unknown>>),
    })),
  );
}

/** What tells a destination from the others of its kind. */
const ADDRESS_KEYS = ["channel", "to", "url_file", "routing_key_file", "api_key_file"] as const;

function addressOf(config: Readonly<Record<string, unknown>>): string {
  // Of a webhook that has a channel of its own.
  if (config.channel === undefined && typeof config.api_url_file === "string") {
    return config.api_url_file;
  }
  return ADDRESS_KEYS.map((key) => config[key])
    .filter((value) => typeof value === "string")
    .join(" ");
}
