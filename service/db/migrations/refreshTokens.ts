import type { Migration } from "../migration";

/** The tokens that keep a session alive. */
export const refreshTokens: Migration = {
  version: 2,
  sql: `
  CREATE TABLE refresh_tokens (
    hash bytea PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    family uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
  );
  CREATE INDEX refresh_tokens_user_id ON refresh_tokens (user_id);
  CREATE INDEX refresh_tokens_family ON refresh_tokens (family);`,
};
