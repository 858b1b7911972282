import { randomUUID } from "node:crypto";

import type { z } from "zod";

import type { CacheName, CacheOperation } from "../metrics/labels";
import type { Metrics } from "../metrics/metrics";
import type { RedisStore } from "./store";

const DEFAULT_LIFETIME_SECONDS = 300;
// Longer than any reading of the value takes.
const LEASE_SECONDS = 10;
const LEASE = "lease:";
const MOST_PENDING = 10_000;

/** The value or somebody's lease; where there is neither, nothing, and the lease is put there. */
const GET_OR_LEASE = `
  local found = redis.call('GET', KEYS[1])
  if not found then redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2]) end
  return found`;

/** Puts the value where the lease still is. */
const FILL = `
  if redis.call('GET', KEYS[1]) == ARGV[1] then
    redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
  end`;

/**
 * Values that are read from somewhere slower. Redis being away is no error: every read then loads,
 * and the values that changed meanwhile are dropped once it is back.
 *
 * Who finds nothing leaves a lease and may fill the place only while that is still there; a change
 * takes it away. So a reader that was slower than a writer cannot bring an old value back.
 */
export class Cache<T> {
  readonly #pending = new Set<string>();

  constructor(
    private readonly store: RedisStore,
    private readonly metrics: Metrics,
    private readonly cache_name: CacheName,
    /** What a value looks like; one that another version of the program left may not. */
    private readonly schema: z.ZodType<T>,
    /** How long a value is kept at most. */
    private readonly lifetimeSeconds = DEFAULT_LIFETIME_SECONDS,
  ) {
    store.onConnected(() => {
      for (const id of this.#pending) void this.#drop(id);
    });
  }

  /** The value, kept or else loaded. What could not be looked up is neither a hit nor a miss. */
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
   * Runs a change of the value, then drops what is kept of it: also when the change failed, as one
   * whose answer got lost may have been made all the same.
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

  /** Measures what was answered: the speed of failing says nothing about the cache. */
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
