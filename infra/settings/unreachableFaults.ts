import ipaddr from "ipaddr.js";

import { connectedAddresses } from "./connectedAddresses";
import type { StackConfig } from "./schema";
import type { Fault } from "./wording";

/**
 * Addresses with which pods find nothing, or not all of them: their own, such as localhost, which work where somebody
 * tries all programs on one machine; and a Service's name without its namespace, which each pod looks for in its own.
 */
export function* unreachableFaults(config: StackConfig): Iterable<Fault> {
  for (const { path, value, host } of connectedAddresses(config)) {
    if (isLoopback(host)) {
      yield {
        path,
        message: `must be an address of another server, got ${value}, which leads the pod to itself`,
      };
    } else if (/^[a-z][\w-]*$/i.test(host)) {
      yield {
        path,
        message: `must be a name with its domain, such as ${host}.<namespace>.svc, got ${value}: each pod looks for ${host} in its own namespace`,
      };
    }
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
