import { createHash, randomBytes } from "node:crypto";

import type { Database, Queryable } from "../db/database";

export const REFRESH_TOKEN_SECONDS = 7 * 24 * 60 * 60;

/** Why a refresh token is refused. */
export type Refusal = "bad_token" | "inactive";

/** The user, and the token that replaces the used one. */
export interface Renewed {
  readonly userId: string;
  readonly token: string;
}

/**
 * Random tokens, each valid for one use; only their hashes are stored. All tokens that descend from one sign-in form a
 * family: when a used one comes back, somebody has a copy, and the whole family ends.
 */
export class RefreshTokens {
  constructor(private readonly db: Database) {}

  /** Starts a family and returns its first token. */
  async issue(userId: string): Promise<string> {
    await this.db.query("DELETE FROM refresh_tokens WHERE user_id = $1 AND expires_at < now()", [
      userId,
    ]);
    return insert(this.db, userId, null);
  }

  /** Uses the token up and returns the next one of its family. */
  async renew(token: string): Promise<Renewed | Refusal> {
    return this.db.transaction(async (tx) => {
      // Of two simultaneous uses, the second waits here for the first and then finds the token used.
      const [used] = await tx.query<{ user_id: string; family: string; is_active: boolean }>(
        `UPDATE refresh_tokens SET used_at = now() FROM users
         WHERE hash = $1 AND used_at IS NULL AND expires_at > now() AND users.id = user_id
         RETURNING user_id, family, is_active`,
        [hashOf(token)],
      );
      if (used === undefined) {
        await endFamily(tx, token);
        return "bad_token";
      }
      if (!used.is_active) return "inactive";
      return { userId: used.user_id, token: await insert(tx, used.user_id, used.family) };
    });
  }

  /** Ends the token's family; an unknown token counts as ended already. */
  async revoke(token: string): Promise<void> {
    await endFamily(this.db, token);
  }
}

async function endFamily(db: Queryable, token: string): Promise<void> {
  await db.query(
    `DELETE FROM refresh_tokens
     WHERE family = (SELECT family FROM refresh_tokens WHERE hash = $1)`,
    [hashOf(token)],
  );
}

/** @param family null to start a new one */
async function insert(db: Queryable, userId: string, family: string | null): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await db.query(
    `INSERT INTO refresh_tokens (hash, user_id, family, expires_at)
     VALUES ($1, $2, coalesce($3, gen_random_uuid()), now() + make_interval(secs => $4))`,
    [hashOf(token), userId, family, REFRESH_TOKEN_SECONDS],
  );
  return token;
}

// 256 random bits need no slow hash.
const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();
