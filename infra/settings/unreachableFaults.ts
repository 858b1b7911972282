import ipaddr from "ipaddr.js";

import { hostIn } from "./hints";
import type { StackConfig } from "./schema";
import type { Fault } from "./wording";

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

/**
 * Addresses with which pods find nothing, or not all of them: their own, such as localhost, which work where somebody
 * tries all programs on one machine; and a Service's name without its namespace, which each pod looks for in its own.
 */
export function unreachableFaults(config: StackConfig): Iterable<Fault> {
  return unreachableIn(config);
}

function* unreachableIn(value: unknown, path: readonly string[] = []): Iterable<Fault> {
  if (typeof value === "string") {
    const name = path.join(".");
    if (!HAS_ADDRESS.test(name) || NOT_CONNECTED.test(name) || !ADDRESS.test(value)) return;
    const host = hostIn(value);
    if (isLoopback(host)) {
      yield {
        path: name,
        message: `must be an address of another server, got ${value}, which leads the pod to itself`,
      };
    } else if (/^[a-z][\w-]*$/i.test(host)) {
      yield {
        path: name,
        message: `must be a name with its domain, such as ${host}.<namespace>.svc, got ${value}: each pod looks for ${host} in its own namespace`,
      };
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) yield* unreachableIn(inner, [...path, key]);
  }
}

function isLoopback(host: string): boolean {
  const address = host.replace(/^\[(.*)\]$/, "$1");
  if (/(?:^|\.)localhost$/i.test(address)) return true;
  if (!ipaddr.isValid(address) || !/[.:]/.test(address)) return false;
  const range = ipaddr.process(address).range();
  // Linux connects 0.0.0.0 and :: to the machine itself.
  return range === "loopback" || range === "unspecified";
}
