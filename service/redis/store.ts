import { readFileSync } from "node:fs";

import IoRedis from "ioredis";

import type { RedisConfig } from "../config";
import { KEY_PREFIX } from "../defaults";
import { Unavailable, type Watch } from "../unavailable";

const COMMAND_MS = 500;
const CONNECT_MS = 1000;
// Detects a server that vanished without closing its connections (a lost node).
const SILENCE_MS = 2000;
const RECONNECT_MS = { step: 100, most: 1000 };

export type RedisClient = IoRedis;

/** The only way to Redis: every command is bounded in time, and fails at once while Redis is away. */
export class RedisStore {
  readonly #client: IoRedis;
  /** Why the latest attempt to connect failed, or the connection ended. */
  #reason: unknown;
  #isClosed = false;

  constructor(
    config: RedisConfig,
    private readonly watch: Watch,
  ) {
    this.#client = new IoRedis({
      ...(config.host.startsWith("/")
        ? { path: config.host }
        : { host: config.host, port: config.port }),
      ...(config.username !== undefined && { username: config.username }),
      password: config.password,
      ...(config.tls && {
        tls: config.authorityFile === undefined ? {} : { ca: readFileSync(config.authorityFile) },
      }),
      keyPrefix: KEY_PREFIX,
      lazyConnect: true,
      // With a client name or client info, ioredis counts a connection as ready once both are answered, even if it was
      // closed before that; then it never connects again.
      disableClientInfo: true,
      // The check would send INFO, which the ACL rightly denies.
      enableReadyCheck: false,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      commandTimeout: COMMAND_MS,
      connectTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      keepAlive: 10_000,
      retryStrategy: (times) => Math.min(times * RECONNECT_MS.step, RECONNECT_MS.most),
    });
    let explained = false;
    this.#client.on("connecting", () => (explained = false));
    this.#client.on("error", (error: Error) => {
      explained = true;
      this.#down(error);
    });
    this.#client.on("close", () => {
      if (!explained && !this.#isClosed) this.#down(new Error("Redis closed the connection."));
    });
    this.#client.on("ready", () => {
      // For people who look at the server's client list; its failure does not matter.
      this.#client.client("SETNAME", "backend").catch(() => undefined);
    });
  }

  /** Starts connecting, and keeps trying. */
  connect(): void {
    // Failures also arrive as "error" events.
    this.#client.connect().catch(() => undefined);
  }

  /** @throws Unavailable when Redis does not answer in time or refuses */
  async run<T>(command: (client: RedisClient) => Promise<T>): Promise<T> {
    // The reason has been logged, or there is none yet. The client's own error would only say that it is not connected.
    if (this.#client.status !== "ready") throw new Unavailable("redis", this.#reason);
    try {
      const answer = await command(this.#client);
      this.watch.up();
      return answer;
    } catch (error) {
      throw this.#down(error);
    }
  }

  /** Calls `listener` whenever a connection is established, including the first one. */
  onConnected(listener: () => void): void {
    this.#client.on("ready", listener);
  }

  close(): void {
    this.#isClosed = true;
    this.#client.disconnect();
  }

  #down(error: unknown): Unavailable {
    this.#reason = error;
    return this.watch.down(error, CONSEQUENCE);
  }
}

const CONSEQUENCE = "no caching, no rate limits, no count of active users until it is back";
