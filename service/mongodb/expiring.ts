import { MongoServerError, type Collection, type Document } from "mongodb";
import type { Logger } from "pino";

import type { MongodbCollection } from "../metrics/labels";
import type { Page } from "../deals/schemas";
import type { Expiring, MongoStore } from "./store";

/** What a server says that does not know an index's option. */
const NOT_IMPLEMENTED = 238;

const DAY_MS = 24 * 60 * 60 * 1000;

interface Records<T> {
  readonly items: readonly T[];
  readonly total: number;
}

/**
 * What is kept for each user and for so many days. MongoDB removes it by a TTL index, about once a minute; until it has,
 * nobody is shown it any more.
 */
export class ExpiringRecords<T extends Document> {
  #prepared: Promise<unknown> | undefined;

  constructor(
    private readonly store: MongoStore,
    private readonly collection: Extract<MongodbCollection, "searches" | "llm_answers">,
    private readonly keptDays: number,
    private readonly logger: Logger,
  ) {}

  /** Does not wait for it to be written. */
  add(user_id: string, record: T): void {
    const created_at = new Date();
    const expires_at = new Date(created_at.getTime() + this.keptDays * DAY_MS);
    this.store.record<Document>(this.collection, async (documents) => {
      await this.#prepare(documents);
      await documents.insertOne({ ...record, user_id, created_at, expires_at });
    });
  }

  /**
   * A user's own, newest first; `total` counts all of them.
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

  /** Its indexes, once for each process; where that failed, the next one tries again. */
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
