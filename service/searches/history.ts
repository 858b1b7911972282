import type { Page } from "../deals/schemas";
import type { ExpiringRecords } from "../mongodb/expiring";
import type { PastSearch, PastSearchList } from "./schemas";

/** A search, before the time of storing is added. */
export type Searched = Omit<PastSearch, "created_at">;

/** The past searches of users, separate for each user. */
export class SearchHistory {
  constructor(private readonly records: ExpiringRecords<Searched>) {}

  /** Does not wait: a search is answered whether or not it is recorded. */
  add(userId: string, { search_type, criteria, found }: Searched): void {
    this.records.add(userId, { search_type, criteria, found });
  }

  /**
   * Newest first.
   * @throws Unavailable
   */
  async list(userId: string, page: Page): Promise<PastSearchList> {
    const { items, total } = await this.records.list(userId, page);
    return {
      items: items.map(({ search_type, criteria, found, created_at }) => ({
        search_type,
        criteria,
        found,
        created_at: created_at.toISOString(),
      })),
      total,
      ...page,
    };
  }

  /** @throws Unavailable */
  forget(userId: string): Promise<void> {
    return this.records.forget(userId);
  }
}
