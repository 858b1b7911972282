import ipaddr from "ipaddr.js";

import { hostIn } from "./hints";
import type { StackConfig } from "./schema";
import type { Fault } from "./wording";

/** Settings with a host that no pod connects to: people open it, or it is only a name. */
const NOT_CONNECTED =
  /(?:^|\.)(?:runbooks|(?:grafana|prometheus|alertmanager)\.url|authUrl|signInUrl|serverName|hello|noProxy\.\d+)$/;

/** A host, `host:port` or a URL, and nothing else: other texts may mention such an address. */
const HOST = String.raw`(?:\[[\da-f:.]+\]|[\w.-]+)(?::\d+)?`;
const ADDRESS = new RegExp(`^(?:${HOST}|[a-z][a-z\\d+.-]*://${HOST}(?:[/?]\\S*)?)$`, "i");

/**
 * Addresses that lead a pod to itself, such as localhost. They work where somebody tries all programs on one machine; in
 * a pod, nothing else listens there.
 */
export function loopbackFaults(config: StackConfig): Iterable<Fault> {
  return loopbacksIn(config);
}

function* loopbacksIn(value: unknown, path: readonly string[] = []): Iterable<Fault> {
  if (typeof value === "string") {
    const name = path.join(".");
    if (NOT_CONNECTED.test(name) || !ADDRESS.test(value) || !isLoopback(hostIn(value))) return;
    yield {
      path: name,
      message: `must be an address of another server, got ${value}, which leads the pod to itself`,
    };
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) yield* loopbacksIn(inner, [...path, key]);
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
