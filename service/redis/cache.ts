import type { z } from "zod";

import type { CacheName, CacheOperation } from "../metrics/labels";
import type { Metrics } from "../metrics/metrics";
import type { RedisStore } from "./store";

const LIFETIME_SECONDS = 300;
// Longer than any request that may have read the old value and still wants to put it in.
const TOMBSTONE_SECONDS = 15;
const TOMBSTONE = "changed";
const MOST_PENDING = 10_000;

/**
 * Values that can be read again elsewhere. Redis being away is no error: reads find nothing and
 * writes are left out, but for invalidations, which are made up for once it is back.
 *
 * A value is only ever put where there is none, and a change leaves a tombstone there for a
 * while: so a reader that was slower than a writer cannot bring an old value back.
 */
export class Cache<T> {
  readonly #pending = new Set<string>();

  constructor(
    private readonly store: RedisStore,
    private readonly metrics: Metrics,
    private readonly cache_name: CacheName,
    /** What a value looks like; one that another version of the program left may not. */
    private readonly schema: z.ZodType<T>,
  ) {
    store.onConnected(() => {
      for (const id of this.#pending) void this.#invalidate(id);
    });
  }

  /** The value, if there is one; what could not be looked up is neither a hit nor a miss. */
  async get(id: string): Promise<T | undefined> {
    const found = await this.#attempt("get", () =>
      this.store.run((redis) => redis.get(this.#key(id))),
    );
    if (found === undefined) return undefined;
    const value = found === null || found === TOMBSTONE ? undefined : this.#parse(found);
    if (value === undefined) {
      this.metrics.autodealgenie_cache_misses_total.inc({ cache_name: this.cache_name });
    } else {
      this.metrics.autodealgenie_cache_hits_total.inc({ cache_name: this.cache_name });
    }
    return value;
  }

  /** Keeps a value that was just read from where it truly lives. */
  async fill(id: string, value: T): Promise<void> {
    await this.#attempt("set", () =>
      this.store.run((redis) =>
        redis.set(this.#key(id), JSON.stringify(value), "EX", LIFETIME_SECONDS, "NX"),
      ),
    );
  }

  /**
   * Runs a change of the value, then drops what is kept of it: also when the change failed, as one
   * whose answer got lost may have been made all the same.
   */
  async changing<R>(id: string, change: () => Promise<R>): Promise<R> {
    try {
      return await change();
    } finally {
      await this.#invalidate(id);
    }
  }

  async #invalidate(id: string): Promise<void> {
    const done = await this.#attempt("delete", () =>
      this.store.run((redis) => redis.set(this.#key(id), TOMBSTONE, "EX", TOMBSTONE_SECONDS)),
    );
    if (done !== undefined) this.#pending.delete(id);
    else if (this.#pending.size < MOST_PENDING) this.#pending.add(id);
  }

  #key(id: string): string {
    return `cache:${this.cache_name}:${id}`;
  }

  #parse(text: string): T | undefined {
    try {
      return this.schema.safeParse(JSON.parse(text)).data;
    } catch {
      return undefined;
    }
  }

  /** Measures what was answered: the speed of failing says nothing about the cache. */
  async #attempt<A>(operation: CacheOperation, run: () => Promise<A>): Promise<A | undefined> {
    const started = performance.now();
    try {
      const answer = await run();
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
