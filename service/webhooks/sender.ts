import { isIP } from "node:net";

import { Agent, request } from "undici";

import { ForbiddenAddress, type Addresses } from "./addresses";

/** It was told, and did not say that it has understood. */
export class NotTaken extends Error {
  override readonly name = "NotTaken";
}

const TIMEOUT_MS = 5_000;
const MOST_REDIRECTS = 3;
/** Those that keep the method and the body; after any other the receiver would get something else. */
const REDIRECTS: readonly number[] = [307, 308];

/** Sends webhooks, to public addresses alone: each connection's address is checked, after DNS and after each redirect. */
export class Sender {
  readonly #agent: Agent;

  constructor(private readonly addresses: Addresses) {
    this.#agent = new Agent({
      connect: { lookup: addresses.lookup, timeout: TIMEOUT_MS },
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      // A receiver that is never asked again keeps no connection of ours.
      keepAliveTimeout: 4_000,
    });
  }

  /**
   * @throws ForbiddenAddress where it must not be asked, which no repetition mends; else what kept it from being told, which one may
   */
  async send(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<void> {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    let target = new URL(url);
    for (let redirects = 0; ; redirects += 1) {
      this.#check(target);
      // A proxy that the rest of the process may ask through would look names up itself, so none is asked here.
      const answer = await request(target, {
        method: "POST",
        dispatcher: this.#agent,
        headers: { ...headers, "content-type": "application/json", "user-agent": "AutoDealGenie" },
        body,
        signal,
      }).catch((error: unknown) => {
        throw forbiddenWithin(error) ?? error;
      });
      // What it says is of no use, but the connection is, once it is read.
      await answer.body.dump({ limit: 16_384 }).catch(() => undefined);
      const { statusCode, headers: said } = answer;
      if (statusCode >= 200 && statusCode < 300) return;
      const location = said.location;
      if (!REDIRECTS.includes(statusCode) || typeof location !== "string") {
        throw new NotTaken(`it answered with ${statusCode}`);
      }
      if (redirects >= MOST_REDIRECTS) throw new NotTaken("it sends us on and on");
      target = new URL(location, target);
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  /** What of an address is to be seen before it is looked up: a connection to a number is made without a look-up. */
  #check({ protocol, hostname, username, password }: URL): void {
    const host = hostname.replace(/^\[|\]$/g, "");
    const isAddress = isIP(host) !== 0;
    if (isAddress) this.addresses.check(host);
    const plainly = protocol === "http:" && isAddress && this.addresses.isTrusted(host);
    if (protocol !== "https:" && !plainly) {
      throw new ForbiddenAddress(`${protocol}//${host} is not asked by https`);
    }
    if (username !== "" || password !== "") {
      throw new ForbiddenAddress("credentials in an address would be in every log");
    }
  }
}

function forbiddenWithin(error: unknown): ForbiddenAddress | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof ForbiddenAddress) return at;
  }
  return undefined;
}
