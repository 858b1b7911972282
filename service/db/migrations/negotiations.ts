import type { Migration } from "../migration";

/** Negotiations, with at most one active per deal, and their messages. */
export const negotiations: Migration = {
  version: 6,
  sql: `
  CREATE TABLE negotiation_sessions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    owner_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    deal_id uuid NOT NULL REFERENCES deals ON DELETE CASCADE,
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'completed', 'cancelled')),
    asking_price numeric(10, 2) NOT NULL,
    target_price numeric(10, 2) NOT NULL,
    suggested_price numeric(10, 2) NOT NULL,
    strategy text,
    current_round integer NOT NULL DEFAULT 1,
    max_rounds integer NOT NULL DEFAULT 10,
    messages integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz
  );
  CREATE UNIQUE INDEX negotiation_sessions_active
    ON negotiation_sessions (deal_id) WHERE status = 'active';
  CREATE INDEX negotiation_sessions_deal_id ON negotiation_sessions (deal_id);
  CREATE INDEX negotiation_sessions_owner_id ON negotiation_sessions (owner_id);
  CREATE TABLE negotiation_messages (
    session_id uuid NOT NULL REFERENCES negotiation_sessions ON DELETE CASCADE,
    number integer NOT NULL,
    role text NOT NULL CHECK (role IN ('user', 'agent', 'dealer_sim')),
    content text NOT NULL,
    round_number integer NOT NULL,
    details jsonb,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (session_id, number)
  );`,
};
