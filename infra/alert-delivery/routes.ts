import type { AlertmanagerConfig, Receiver, Route } from "../rendered-config/alertmanager";
import { matches, type Labels } from "./matchers";

/** The routes at which an alert ends, in Alertmanager's order: depth first. */
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

/** The names of the receivers that are notified of an alert, in order; one that is notified twice appears twice. */
export function receiversOf(
  { route }: Pick<AlertmanagerConfig, "route">,
  labels: Labels,
): readonly string[] {
  return routesOf(route, labels).map(({ receiver }) => receiver);
}

/** An endpoint that Alertmanager sends to: if two of them were equal, somebody would be notified twice. */
export interface Destination {
  readonly receiver: string;
  readonly kind: keyof Omit<Receiver, "name">;
  /** The channel, the address, or the file of the URL or key. */
  readonly to: string;
}

/** The endpoints that a receiver sends to. */
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

/** The fields that distinguish destinations of the same kind. */
const ADDRESS_KEYS = ["channel", "to", "url_file", "routing_key_file", "api_key_file"] as const;

function addressOf(config: Readonly<Record<string, unknown>>): string {
  // For a webhook with its own channel.
  if (config.channel === undefined && typeof config.api_url_file === "string") {
    return config.api_url_file;
  }
  return ADDRESS_KEYS.map((key) => config[key])
    .filter((value) => typeof value === "string")
    .join(" ");
}
