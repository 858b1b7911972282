import type { Migration } from "../migration";

/** Events of deals that are not yet published, the subscriptions to them, and the deliveries made. */
export const messaging: Migration = {
  version: 8,
  sql: `
  CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id uuid NOT NULL DEFAULT gen_random_uuid(),
    type text NOT NULL,
    deal_id uuid NOT NULL,
    owner_id uuid NOT NULL,
    deal jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
  );
  CREATE TABLE subscriptions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    owner_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    url text NOT NULL,
    secret text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (owner_id, url)
  );
  CREATE TABLE webhook_deliveries (
    event_id uuid NOT NULL,
    subscription_id uuid NOT NULL REFERENCES subscriptions ON DELETE CASCADE,
    claimed_until timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (event_id, subscription_id)
  );
  CREATE INDEX webhook_deliveries_subscription_id ON webhook_deliveries (subscription_id);
  CREATE INDEX webhook_deliveries_ended_at ON webhook_deliveries (ended_at);`,
};
