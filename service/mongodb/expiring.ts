import { MongoServerError, type Collection, type Document } from "mongodb";
import type { Logger } from "pino";

import type { MongodbCollection } from "../metrics/labels";
import type { Page } from "../deals/schemas";
import type { Expiring, MongoStore } from "./store";

/** The error code of a server that does not support an index option. */
const NOT_IMPLEMENTED = 238;

const DAY_MS = 24 * 60 * 60 * 1000;

interface Records<T> {
  readonly items: readonly T[];
  readonly total: number;
}

/**
 * Records that are kept per user for a number of days. MongoDB removes expired ones through a TTL index, about once a
 * minute; until then, they are no longer shown.
 */
export class ExpiringRecords<T extends Document> {
  #prepared: Promise<unknown> | undefined;

  constructor(
    private readonly store: MongoStore,
    private readonly collection: Extract<MongodbCollection, "searches" | "llm_answers">,
    private readonly keptDays: number,
    private readonly logger: Logger,
  ) {}

  /** Returns without waiting for the write. */
  add(user_id: string, record: T): void {
    const created_at = new Date();
    const expires_at = new Date(created_at.getTime() + this.keptDays * DAY_MS);
    this.store.record<Document>(this.collection, async (documents) => {
      await this.#prepare(documents);
      await documents.insertOne({ ...record, user_id, created_at, expires_at });
    });
  }

  /**
   * The user's own records, newest first; `total` counts all of them.
   *
   * @throws Unavailable
   */
  async list(user_id: string, { skip, limit }: Page): Promise<Records<T & Expiring>> {
    const current = { user_id, expires_at: { $gt: new Date() } };
    const [items, total] = await Promise.all([
      this.store.run<Document, Document[]>(this.collection, "find", (documents) =>
        documents.find(current).sort({ created_at: -1, _id: -1 }).skip(skip).limit(limit).toArray(),
      ),
      this.store.run<Document, number>(this.collection, "count", (documents) =>
        documents.countDocuments(current),
      ),
    ]);
    return { items: items as unknown as (T & Expiring)[], total };
  }

  /** @throws Unavailable */
  async forget(user_id: string): Promise<void> {
    await this.store.run(this.collection, "delete", (documents) =>
      documents.deleteMany({ user_id }),
    );
  }

  /** Creates the indexes, once per process; after a failure, the next call tries again. */
  #prepare(documents: Collection): Promise<unknown> {
    this.#prepared ??= this.#makeIndexes(documents).catch((error: unknown) => {
      this.#prepared = undefined;
      throw error;
    });
    return this.#prepared;
  }

  async #makeIndexes(documents: Collection): Promise<void> {
    await documents.createIndex({ user_id: 1, created_at: -1 });
    try {
      await documents.createIndex({ expires_at: 1 }, { expireAfterSeconds: 0 }, undefined);
    } catch (error) {
      if (!(error instanceof MongoServerError && error.code === NOT_IMPLEMENTED)) throw error;
      const { collection } = this;
      this.logger.warn(
        { collection },
        "the server has no TTL indexes: what expires is not removed",
      );
    }
  }
}
