import type { Migration } from "../migration";

/** Deals, listed by owner and counted by status. */
export const deals: Migration = {
  version: 3,
  sql: `
  CREATE TABLE deals (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    owner_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    customer_name text NOT NULL,
    customer_email text NOT NULL,
    vehicle_make text NOT NULL,
    vehicle_model text NOT NULL,
    vehicle_year integer NOT NULL,
    vehicle_mileage integer NOT NULL,
    vehicle_vin text NOT NULL,
    asking_price numeric(10, 2) NOT NULL,
    offer_price numeric(10, 2),
    notes text,
    status text NOT NULL
      CHECK (status IN ('pending', 'in_progress', 'completed', 'cancelled')),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX deals_owner_id_created_at ON deals (owner_id, created_at DESC, id);
  CREATE INDEX deals_status ON deals (status);`,
};
