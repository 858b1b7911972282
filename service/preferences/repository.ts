import type { MongoStore } from "../mongodb/store";
import type { KeptPreferences, Preferred } from "./schemas";

interface Kept extends Preferred {
  /** The user's id. */
  readonly _id: string;
  readonly updated_at: Date;
}

/** What users usually look for: one document per user, kept until the user deletes it. */
export class UserPreferences {
  constructor(private readonly store: MongoStore) {}

  /**
   * @returns undefined if the user has none
   * @throws Unavailable
   */
  async find(userId: string): Promise<KeptPreferences | undefined> {
    const kept = await this.store.run<Kept, Kept | null>("preferences", "find", (all) =>
      all.findOne<Kept>({ _id: userId }),
    );
    return kept ? toPreferences(kept) : undefined;
  }

  /** @throws Unavailable */
  async put(userId: string, preferred: Preferred): Promise<KeptPreferences> {
    const kept = { ...preferred, updated_at: new Date() };
    await this.store.run<Kept, unknown>("preferences", "update", (all) =>
      all.replaceOne({ _id: userId }, kept, { upsert: true }),
    );
    return toPreferences({ _id: userId, ...kept });
  }

  /**
   * @returns whether there were any
   * @throws Unavailable
   */
  async remove(userId: string): Promise<boolean> {
    const { deletedCount } = await this.store.run<Kept, { readonly deletedCount: number }>(
      "preferences",
      "delete",
      (all) => all.deleteOne({ _id: userId }),
    );
    return deletedCount > 0;
  }
}

const toPreferences = ({ _id, updated_at, ...preferred }: Kept): KeptPreferences => ({
  ...preferred,
  updated_at: updated_at.toISOString(),
});
