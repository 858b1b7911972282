import { lookup as resolve } from "node:dns";
import type { LookupFunction } from "node:net";

import ipaddr, { type IPv4, type IPv6 } from "ipaddr.js";

/** A webhook's address is one that nobody outside may have us ask. */
export class ForbiddenAddress extends Error {
  override readonly name = "ForbiddenAddress";
}

/**
 * Says which addresses may be asked on somebody's behalf: those of the public internet, of which no name that leads elsewhere,
 * no address in another's writing and none within an IPv6 one makes an exception.
 */
export class Addresses {
  readonly #trusted: readonly [IPv4 | IPv6, number][];

  /** @param trusted blocks in CIDR that may be asked although they are not public */
  constructor(trusted: readonly string[]) {
    this.#trusted = trusted.map((block) => ipaddr.parseCIDR(block));
  }

  /** Whether it is one that a stack trusts by its settings; these may be asked without TLS, too. */
  isTrusted(address: string): boolean {
    const parsed = plain(address);
    return this.#trusted.some(
      ([block, bits]) => block.kind() === parsed.kind() && parsed.match(block, bits),
    );
  }

  mayAsk(address: string): boolean {
    // What is not listed as anything else. Whatever is translated or tunnelled has a range of its own.
    return plain(address).range() === "unicast" || this.isTrusted(address);
  }

  /** @throws ForbiddenAddress */
  check(address: string): void {
    if (!this.mayAsk(address)) throw new ForbiddenAddress(`${address} is not a public address`);
  }

  /**
   * Resolves names as Node.js does, and refuses those that lead where they must not. What is connected to is what was checked:
   * the name is not looked up again.
   */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) {
        callback(error, "", 0);
        return;
      }
      const [first] = found;
      const forbidden = found.find(({ address }) => !this.mayAsk(address));
      if (forbidden !== undefined || first === undefined) {
        const where = forbidden?.address ?? "nowhere";
        callback(new ForbiddenAddress(`${hostname} leads to ${where}`), "", 0);
      } else if (options.all) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };
}

/** An IPv4 address that is written as an IPv6 one is that IPv4 address. */
const plain = (address: string): IPv4 | IPv6 => ipaddr.process(address);
