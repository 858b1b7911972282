import type { Migration } from "../migration";

/** Loan applications, listed by owner; an application outlives its deal. */
export const loans: Migration = {
  version: 7,
  sql: `
  CREATE TABLE loan_applications (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    owner_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    deal_id uuid REFERENCES deals ON DELETE SET NULL,
    amount numeric(10, 2) NOT NULL,
    down_payment numeric(10, 2) NOT NULL,
    trade_in_value numeric(10, 2) NOT NULL,
    term_months integer NOT NULL,
    credit_range text NOT NULL CHECK (credit_range IN ('excellent', 'good', 'fair', 'poor')),
    apr_percent numeric(5, 2) NOT NULL,
    monthly_payment numeric(10, 2) NOT NULL,
    status text NOT NULL DEFAULT 'draft' CHECK (
      status IN ('draft', 'submitted', 'pre_approved', 'approved', 'rejected', 'completed')
    ),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX loan_applications_owner_id_created_at
    ON loan_applications (owner_id, created_at DESC, id);
  CREATE INDEX loan_applications_deal_id ON loan_applications (deal_id);`,
};
