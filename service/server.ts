import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import type { Identity } from "./tls";

// Longer than the idle timeouts of load balancers before us: the client should be the one to close, or it may send a
// request on a connection that we are just closing.
const KEEP_ALIVE_MS = 65_000;
const REQUEST_MS = 30_000;
// More than the slowest request takes while both PostgreSQL and Redis are away.
const DRAIN_MS = 5_000;

/** Node's HTTP server with time limits for slow clients, and a shutdown that cuts no request short. */
export class HttpServer {
  readonly #server: Server | TlsServer;
  readonly #secure: TlsServer | undefined;
  #draining = false;

  /** @param identity the certificate and key for TLS; plain HTTP without it */
  constructor(listener: RequestListener, identity?: Identity) {
    const bounds = {
      keepAliveTimeout: KEEP_ALIVE_MS,
      requestTimeout: REQUEST_MS,
      headersTimeout: REQUEST_MS,
    };
    const answer: RequestListener = (req, res) => {
      // Otherwise clients that keep their connection alive would never leave.
      if (this.#draining) res.shouldKeepAlive = false;
      listener(req, res);
    };
    this.#secure = identity && createTlsServer({ ...bounds, ...tlsOptions(identity) }, answer);
    this.#server = this.#secure ?? createServer(bounds, answer);
  }

  /** @returns the port, chosen by the operating system if 0 is given */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject).listen(port, resolve);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  /** New connections use this identity; open ones continue with the old one. */
  renew(identity: Identity): void {
    this.#secure?.setSecureContext(tlsOptions(identity));
  }

  /**
   * Continues to accept requests for `delayMs`, closing each connection after its response; then accepts no more, waits
   * for the requests in progress and closes.
   */
  async drain(delayMs: number): Promise<void> {
    this.#draining = true;
    await sleep(delayMs);
    const closed = new Promise((resolve) => this.#server.close(resolve));
    const late = setTimeout(() => this.#server.closeAllConnections(), DRAIN_MS);
    await closed;
    clearTimeout(late);
  }
}

function tlsOptions(identity: Identity) {
  const asks = identity.ca !== undefined;
  return {
    ...identity,
    minVersion: "TLSv1.2" as const,
    requestCert: asks,
    rejectUnauthorized: asks,
  };
}
