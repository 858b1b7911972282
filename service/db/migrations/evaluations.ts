import type { Migration } from "../migration";

/** Evaluations of deals, with at most one in progress per deal. */
export const evaluations: Migration = {
  version: 5,
  sql: `
  CREATE TABLE deal_evaluations (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    owner_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    deal_id uuid NOT NULL REFERENCES deals ON DELETE CASCADE,
    status text NOT NULL CHECK (status IN ('analyzing', 'awaiting_input', 'completed')),
    step text NOT NULL
      CHECK (step IN ('vehicle_condition', 'price', 'financing', 'risk', 'final')),
    result jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX deal_evaluations_deal_id_created_at
    ON deal_evaluations (deal_id, created_at DESC, id);
  CREATE UNIQUE INDEX deal_evaluations_under_way
    ON deal_evaluations (deal_id) WHERE status <> 'completed';
  CREATE INDEX deal_evaluations_owner_id ON deal_evaluations (owner_id);`,
};
