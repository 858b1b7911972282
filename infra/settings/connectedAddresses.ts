import { hostIn } from "./hints";
import type { StackConfig } from "./schema";

/** Addresses that no pod connects to, because people open them; and texts below keys of people's own. */
const NOT_CONNECTED =
  /(?:^|\.)(?:(?:grafana|prometheus|alertmanager)\.url|authUrl|signInUrl)$|^servers\.|\.externalLabels\./;

/** A host, `host:port` or a URL. */
const HOST = String.raw`(?:\[[\da-f:.]+\]|[\w.-]+)(?::\d+)?`;
const ADDRESS = new RegExp(`^(?:${HOST}|[a-z][a-z\\d+.-]*://${HOST}(?:[/?]\\S*)?)$`, "i");

/**
 * Settings whose text is an address. In others, 0.5 is half a core and not short for 0.0.0.5, and nodes pull images from
 * a registry of their own by localhost.
 */
const HAS_ADDRESS =
  /(?:^|\.)(?:host|hosts\.\d+|brokers\.\d+|smarthost|endpoint|\w*[uU]rl|acme\.server|certificates\.\d+|receivers\.\d+)$/;

/** The address of something that a pod connects to, as a setting says it. */
interface ConnectedAddress {
  readonly path: string;
  readonly value: string;
  readonly host: string;
}

/** Every address in the settings that a pod connects to, except those that only describe another one. */
export function connectedAddresses({ network, ...rest }: StackConfig): Iterable<ConnectedAddress> {
  return addressesIn({ ...rest, network: { ...network, services: [] } });
}

function* addressesIn(value: unknown, path: readonly string[] = []): Iterable<ConnectedAddress> {
  if (typeof value === "string") {
    const name = path.join(".");
    if (HAS_ADDRESS.test(name) && !NOT_CONNECTED.test(name) && ADDRESS.test(value)) {
      yield { path: name, value, host: hostIn(value) };
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) yield* addressesIn(inner, [...path, key]);
  }
}
