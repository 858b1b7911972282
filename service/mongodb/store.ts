import { readFileSync } from "node:fs";

import { MongoClient, MongoServerError, type Collection, type Document } from "mongodb";

import type { MongodbConfig } from "../config";
import {
  MONGODB_OPERATIONS,
  POOL_STATES,
  type MongodbCollection,
  type MongodbOperation,
} from "../metrics/labels";
import type { Metrics } from "../metrics/metrics";
import { retry } from "../retry";
import { Unavailable, type Watch } from "../unavailable";

/** The timeout of a connection attempt, as a share of that of an operation. */
const CONNECT_SHARE = 2 / 3;
/** How soon the driver notices that the server is away, and that it is back. */
const HEARTBEAT_MS = 1000;
const RECONNECT_MS = 1000;
/** The most records being written at once; any beyond them are lost and counted as errors. */
const MOST_PENDING = 200;

/** The fields of every kept document; `expires_at` is when MongoDB may remove it. */
export interface Expiring {
  readonly user_id: string;
  readonly created_at: Date;
  readonly expires_at: Date;
}

interface Pool {
  open: number;
  active: number;
  waiting: number;
}

/** What to do with a document's collection. */
export type Work<D extends Document, T> = (collection: Collection<D>) => Promise<T>;

/**
 * The only way to MongoDB: every operation is bounded in time, counted and measured here. While the server is away,
 * each operation fails at once instead of waiting for it.
 */
export class MongoStore {
  readonly #client: MongoClient;
  readonly #pool: Pool = { open: 0, active: 0, waiting: 0 };
  readonly #stopped = new AbortController();
  #there = false;
  /** Why no server is there, as far as it is known. */
  #reason: unknown;
  #pending = 0;

  constructor(
    config: MongodbConfig,
    private readonly metrics: Metrics,
    private readonly watch: Watch,
  ) {
    // An operation's timeout also detects a server that vanished without closing its connections.
    const operationMs = config.timeoutSeconds * 1000;
    const connectMs = Math.round(operationMs * CONNECT_SHARE);
    this.#client = new MongoClient(config.uri, {
      appName: "backend",
      ...(config.signIn
        ? {
            auth: { username: config.signIn.user, password: config.signIn.password },
            authSource: config.signIn.authSource,
          }
        : { authMechanism: "MONGODB-X509", authSource: "$external" }),
      ...(config.client && {
        cert: readFileSync(config.client.certificateFile),
        key: readFileSync(config.client.keyFile),
      }),
      ...(config.authorityFile !== undefined && { ca: readFileSync(config.authorityFile) }),
      maxPoolSize: config.poolMax,
      serverSelectionTimeoutMS: connectMs,
      connectTimeoutMS: connectMs,
      socketTimeoutMS: operationMs,
      waitQueueTimeoutMS: connectMs,
      heartbeatFrequencyMS: HEARTBEAT_MS,
      maxIdleTimeMS: 30_000,
    });
    this.#client
      .on("topologyDescriptionChanged", ({ newDescription: { servers } }) => {
        this.#there = [...servers.values()].some(({ type }) => type !== "Unknown");
        if (!this.#there && !this.#stopped.signal.aborted) {
          // At first, the servers are unknown for no other reason than that none has been asked.
          const { error } = [...servers.values()].find((server) => server.error !== null) ?? {};
          if (error) this.#down(error);
        }
      })
      .on("connectionCreated", () => (this.#pool.open += 1))
      .on("connectionClosed", () => (this.#pool.open -= 1))
      .on("connectionCheckOutStarted", () => (this.#pool.waiting += 1))
      .on("connectionCheckOutFailed", () => (this.#pool.waiting -= 1))
      .on("connectionCheckedOut", () => {
        this.#pool.waiting -= 1;
        this.#pool.active += 1;
      })
      .on("connectionCheckedIn", () => (this.#pool.active -= 1));
    metrics.autodealgenie_mongodb_pool_max_connections.set(config.poolMax);
    for (const state of POOL_STATES) {
      metrics.autodealgenie_mongodb_pool_connections.set(0, { state });
    }
    for (const [collection, operations] of Object.entries(MONGODB_OPERATIONS)) {
      for (const operation of operations) {
        const labels = { collection: collection as MongodbCollection, operation };
        metrics.autodealgenie_mongodb_operation_duration_seconds.labels(labels);
        metrics.autodealgenie_mongodb_operation_errors_total.add(0, labels);
      }
    }
  }

  /** Starts connecting, and keeps trying. After the first success, the driver itself reconnects. */
  connect(): void {
    const { signal } = this.#stopped;
    const attempt = () =>
      this.#client.connect().catch((error: unknown) => {
        throw this.#down(error);
      });
    // Nothing waits for this, and failures have already been logged.
    void retry(attempt, { waitMs: () => RECONNECT_MS, signal }).catch(() => undefined);
  }

  /** @throws Unavailable when MongoDB does not answer in time or refuses */
  async run<D extends Document, T>(
    collection: MongodbCollection,
    operation: MongodbOperation,
    work: Work<D, T>,
  ): Promise<T> {
    const labels = { collection, operation };
    const started = performance.now();
    try {
      // The reason has been logged, or there is none yet.
      if (!this.#there) throw new Unavailable("mongodb", this.#reason);
      const answer = await work(this.#client.db().collection<D>(collection));
      this.watch.up();
      return answer;
    } catch (error) {
      this.metrics.autodealgenie_mongodb_operation_errors_total.inc(labels);
      throw this.#fault(error);
    } finally {
      const seconds = (performance.now() - started) / 1000;
      this.metrics.autodealgenie_mongodb_operation_duration_seconds.observe(seconds, labels);
    }
  }

  /**
   * Writes in the background, because no request should fail or be slow because of this. Records that cannot be written
   * are lost and counted.
   */
  record<D extends Document>(collection: MongodbCollection, work: Work<D, unknown>): void {
    if (this.#pending >= MOST_PENDING) {
      const labels = { collection, operation: "insert" } as const;
      this.metrics.autodealgenie_mongodb_operation_errors_total.inc(labels);
      return;
    }
    this.#pending += 1;
    void this.run(collection, "insert", work)
      .catch(() => undefined)
      .finally(() => (this.#pending -= 1));
  }

  /** Updates the gauges. */
  readGauges(): void {
    this.metrics.autodealgenie_mongodb_up.set(this.#there ? 1 : 0);
    const { open, active, waiting } = this.#pool;
    const gauge = this.metrics.autodealgenie_mongodb_pool_connections;
    gauge.set(active, { state: "active" });
    gauge.set(Math.max(open - active, 0), { state: "idle" });
    gauge.set(waiting, { state: "waiting" });
  }

  async close(): Promise<void> {
    this.#stopped.abort();
    await this.#client.close();
  }

  /** An error response is our own fault, unless the server is unavailable or refuses access. */
  #fault(error: unknown): Unavailable | MongoServerError {
    if (error instanceof Unavailable) return error;
    const refused = error instanceof MongoServerError && !PASSING.has(Number(error.code));
    return refused ? error : this.#down(error);
  }

  #down(error: unknown): Unavailable {
    this.#reason = error;
    return this.watch.down(error, CONSEQUENCE);
  }
}

/**
 * Codes of servers that stop, step down or refuse access:
 * https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
 */
const PASSING: ReadonlySet<number> = new Set([
  13, 18, 50, 89, 91, 189, 262, 10_107, 11_600, 11_602, 13_435, 13_436,
]);

const CONSEQUENCE =
  "no history of searches, no preferences, no audit of the language model until it is back";
