import { isIP, type LookupFunction } from "node:net";

import { Agent, request } from "undici";

import { ForbiddenAddress, type Addresses } from "./addresses";

/** The receiver was notified, but did not confirm it. */
export class NotTaken extends Error {
  override readonly name = "NotTaken";
}

const TIMEOUT_MS = 5_000;
const MOST_REDIRECTS = 3;
/** The redirects that keep the method and the body; after any other, the receiver would get something else. */
const REDIRECTS: readonly number[] = [307, 308];

/**
 * Sends webhooks, to public addresses only: the address of each connection is checked, after DNS and after each
 * redirect.
 */
export class Sender {
  readonly #agents: Readonly<Record<"https:" | "http:", Agent>>;

  constructor(private readonly addresses: Addresses) {
    this.#agents = {
      "https:": agent(addresses.lookup),
      "http:": agent(addresses.lookupTrusted),
    };
  }

  /**
   * @throws ForbiddenAddress if we must not connect to the address, so retrying is useless; any other error may pass
   * with a retry
   */
  async send(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<void> {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    let target = new URL(url);
    for (let redirects = 0; ; redirects += 1) {
      const dispatcher = this.#agentFor(target);
      // A proxy that the rest of the process uses would resolve names itself, so none is used here.
      const answer = await request(target, {
        method: "POST",
        dispatcher,
        headers: { ...headers, "content-type": "application/json", "user-agent": "AutoDealGenie" },
        body,
        signal,
      }).catch((error: unknown) => {
        throw forbiddenWithin(error) ?? error;
      });
      // The body is of no use, but the connection can be reused once it is read.
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
    await Promise.all(Object.values(this.#agents).map((each) => each.destroy()));
  }

  /**
   * The agent that checks what names resolve to, after the checks that are possible before: a connection to an IP
   * address is made without a lookup.
   */
  #agentFor({ protocol, hostname, username, password }: URL): Agent {
    const host = hostname.replace(/^\[|\]$/g, "");
    const isAddress = isIP(host) !== 0;
    if (isAddress) this.addresses.check(host);
    const plainly = protocol === "http:" && (!isAddress || this.addresses.isTrusted(host));
    if (protocol !== "https:" && !plainly) {
      throw new ForbiddenAddress(`${protocol}//${host} is not asked by https`);
    }
    if (username !== "" || password !== "") {
      throw new ForbiddenAddress("credentials in an address would be in every log");
    }
    return this.#agents[plainly ? "http:" : "https:"];
  }
}

function agent(lookup: LookupFunction): Agent {
  return new Agent({
    connect: { lookup, timeout: TIMEOUT_MS },
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
    // Do not keep connections to receivers that are not contacted again.
    keepAliveTimeout: 4_000,
  });
}

function forbiddenWithin(error: unknown): ForbiddenAddress | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof ForbiddenAddress) return at;
  }
  return undefined;
}
