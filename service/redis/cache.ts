import { randomUUID } from "node:crypto";

import type { z } from "zod";

import type { CacheName, CacheOperation } from "../metrics/labels";
import type { Metrics } from "../metrics/metrics";
import type { RedisStore } from "./store";

const DEFAULT_LIFETIME_SECONDS = 300;
// Longer than loading a value takes.
const LEASE_SECONDS = 10;
const LEASE = "lease:";
const MOST_PENDING = 10_000;

/** Returns the value or another reader's lease; if there is neither, stores this lease and returns nothing. */
const GET_OR_LEASE = `
  local found = redis.call('GET', KEYS[1])
  if not found then redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2]) end
  return found`;

/** Stores the value if the lease is still there. */
const FILL = `
  if redis.call('GET', KEYS[1]) == ARGV[1] then
    redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
  end`;

/**
 * A cache of values that are read from somewhere slower. If Redis is away, that is no error: every read loads the
 * value, and values that changed meanwhile are dropped once Redis is back.
 *
 * A reader that finds nothing leaves a lease, and may store its value only while that lease is still there; a change
 * removes it. So a slow reader cannot bring an old value back after a write.
 */
export class Cache<T> {
  readonly #pending = new Set<string>();

  constructor(
    private readonly store: RedisStore,
    private readonly metrics: Metrics,
    private readonly cache_name: CacheName,
    /** The shape of a value; one stored by another version of the program may differ. */
    private readonly schema: z.ZodType<T>,
    /** The longest time that a value is kept. */
    private readonly lifetimeSeconds = DEFAULT_LIFETIME_SECONDS,
  ) {
    store.onConnected(() => {
      for (const id of this.#pending) void this.#drop(id);
    });
  }

  /** The cached value, or else the loaded one. A lookup that failed counts as neither a hit nor a miss. */
  async read(id: string, load: () => Promise<T | undefined>): Promise<T | undefined> {
    const { metrics, cache_name } = this;
    const lease = LEASE + randomUUID();
    const found = await this.#attempt("get", (redis) =>
      redis.eval(GET_OR_LEASE, 1, this.#key(id), lease, LEASE_SECONDS),
    );
    const kept = typeof found === "string" ? this.#parse(found) : undefined;
    if (kept !== undefined) {
      metrics.autodealgenie_cache_hits_total.inc({ cache_name });
      return kept;
    }
    if (found !== undefined) metrics.autodealgenie_cache_misses_total.inc({ cache_name });
    const loaded = await load();
    if (found === null && loaded !== undefined) {
      const text = JSON.stringify(loaded);
      await this.#attempt("set", (redis) =>
        redis.eval(FILL, 1, this.#key(id), lease, text, this.lifetimeSeconds),
      );
    }
    return loaded;
  }

  /**
   * Runs a change of the value, then drops the cached value: also if the change failed, because it may have been made
   * although its answer was lost.
   */
  async changing<R>(id: string, change: () => Promise<R>): Promise<R> {
    try {
      return await change();
    } finally {
      await this.#drop(id);
    }
  }

  async #drop(id: string): Promise<void> {
    const done = await this.#attempt("delete", (redis) => redis.del(this.#key(id)));
    if (done !== undefined) this.#pending.delete(id);
    else if (this.#pending.size < MOST_PENDING) this.#pending.add(id);
  }

  #key(id: string): string {
    return `cache:${this.cache_name}:${id}`;
  }

  #parse(text: string): T | undefined {
    if (text.startsWith(LEASE)) return undefined;
    try {
      return this.schema.safeParse(JSON.parse(text)).data;
    } catch {
      return undefined;
    }
  }

  /** Measures only commands that were answered, because the duration of a failure says nothing about the cache. */
  async #attempt<A>(
    operation: CacheOperation,
    command: Parameters<typeof this.store.run<A>>[0],
  ): Promise<A | undefined> {
    const started = performance.now();
    try {
      const answer = await this.store.run(command);
      const seconds = (performance.now() - started) / 1000;
      const labels = { operation, cache_name: this.cache_name };
      this.metrics.autodealgenie_cache_operation_duration_seconds.observe(seconds, labels);
      return answer;
    } catch {
      // The store has logged it.
      return undefined;
    }
  }
}
