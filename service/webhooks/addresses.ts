import { lookup as resolve } from "node:dns";
import type { LookupFunction } from "node:net";

import ipaddr, { type IPv4, type IPv6 } from "ipaddr.js";

/** The webhook's address is one to which outsiders must not make us connect. */
export class ForbiddenAddress extends Error {
  override readonly name = "ForbiddenAddress";
}

/**
 * Decides which addresses we may contact on a user's behalf: only those of the public internet. Names that resolve
 * elsewhere, other notations of an address, and IPv4 addresses embedded in IPv6 are no way around that.
 */
export class Addresses {
  readonly #trusted: readonly [IPv4 | IPv6, number][];

  /** @param trusted CIDR blocks that are allowed although they are not public */
  constructor(trusted: readonly string[]) {
    this.#trusted = trusted.map((block) => ipaddr.parseCIDR(block));
  }

  /** Whether the stack's settings trust the address; trusted ones may also be contacted without TLS. */
  isTrusted(address: string): boolean {
    const parsed = plain(address);
    return this.#trusted.some(
      ([block, bits]) => block.kind() === parsed.kind() && parsed.match(block, bits),
    );
  }

  mayAsk(address: string): boolean {
    // Addresses that belong to no special range. Translated and tunnelled addresses have ranges of their own.
    return plain(address).range() === "unicast" || this.isTrusted(address);
  }

  /** @throws ForbiddenAddress */
  check(address: string): void {
    if (!this.mayAsk(address)) throw new ForbiddenAddress(`${address} is not a public address`);
  }

  /**
   * Resolves names as Node.js does, and rejects those that resolve to forbidden addresses. The connection uses the
   * address that was checked; the name is not resolved again.
   */
  readonly lookup = looking((address) => this.mayAsk(address), "");

  /** The same for connections without TLS: every address of the name must be trusted. */
  readonly lookupTrusted = looking(
    (address) => this.isTrusted(address),
    ", which is not asked without https",
  );
}

/** @param why follows the address in the message of an error */
function looking(accepts: (address: string) => boolean, why: string): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) {
        callback(error, "", 0);
        return;
      }
      const [first] = found;
      const forbidden = found.find(({ address }) => !accepts(address));
      if (forbidden !== undefined || first === undefined) {
        const where = forbidden?.address ?? "nowhere";
        callback(new ForbiddenAddress(`${hostname} leads to ${where}${why}`), "", 0);
      } else if (options.all) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };
}

/** An IPv4 address written as an IPv6 one counts as the IPv4 address. */
const plain = (address: string): IPv4 | IPv6 => ipaddr.process(address);
