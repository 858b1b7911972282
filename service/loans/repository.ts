import type { Queryable } from "../db/database";
import type { Page } from "../deals/schemas";
import type { LoanStatus } from "../metrics/labels";
import type { Application, ApplicationList, NewApplication } from "./schemas";
import { statusesBefore } from "./transitions";

// PostgreSQL's numeric and timestamptz arrive as strings and Dates.
type Numeric = "amount" | "down_payment" | "trade_in_value" | "apr_percent" | "monthly_payment";
type Row = Omit<Application, Numeric | "created_at" | "updated_at"> &
  Record<Numeric, string> & { created_at: Date; updated_at: Date };

const FILLED_IN =
  "owner_id, deal_id, amount, down_payment, trade_in_value, term_months, credit_range, apr_percent, monthly_payment";
const ALL = `id, ${FILLED_IN}, status, created_at, updated_at`;

// Locks the deal, so that it cannot be deleted before the application exists.
const INSERT_FOR_DEAL = `INSERT INTO loan_applications (${FILLED_IN})
  SELECT $1, id, $3, $4, $5, $6, $7, $8, $9 FROM deals WHERE id = $2 AND owner_id = $1
  FOR KEY SHARE
  RETURNING ${ALL}`;
const INSERT = `INSERT INTO loan_applications (${FILLED_IN})
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING ${ALL}`;

/** What was calculated when the application was made. */
interface Worked {
  readonly apr_percent: number;
  readonly monthly_payment: number;
}

/** An application after its status was set. */
export interface Changed {
  readonly application: Application;
  /** False if it already had that status. */
  readonly changed: boolean;
}

/** Loan applications, visible to and changed by their owner only; for anybody else they do not exist. */
export class LoanApplications {
  constructor(private readonly db: Queryable) {}

  /** Creates a draft. @returns undefined if the owner has no such deal */
  async create(
    ownerId: string,
    it: NewApplication,
    { apr_percent, monthly_payment }: Worked,
  ): Promise<Application | undefined> {
    const [row] = await this.db.query<Row>(it.deal_id === null ? INSERT : INSERT_FOR_DEAL, [
      ownerId,
      it.deal_id,
      it.amount,
      it.down_payment,
      it.trade_in_value,
      it.term_months,
      it.credit_range,
      apr_percent,
      monthly_payment,
    ]);
    return row && toApplication(row);
  }

  /** Newest first. */
  async list(ownerId: string, { skip, limit }: Page): Promise<ApplicationList> {
    const rows = await this.db.query<Row>(
      `SELECT ${ALL} FROM loan_applications WHERE owner_id = $1 ORDER BY created_at DESC, id
       LIMIT $2 OFFSET $3`,
      [ownerId, limit, skip],
    );
    const [counted] = await this.db.query<{ total: number }>(
      "SELECT count(*)::int AS total FROM loan_applications WHERE owner_id = $1",
      [ownerId],
    );
    return { items: rows.map(toApplication), total: counted?.total ?? 0, skip, limit };
  }

  async find(id: string, ownerId: string): Promise<Application | undefined> {
    const [row] = await this.db.query<Row>(
      `SELECT ${ALL} FROM loan_applications WHERE id = $1 AND owner_id = $2`,
      [id, ownerId],
    );
    return row && toApplication(row);
  }

  /**
   * Sets another status if the current one allows it, in one statement, so that of two simultaneous changes the second
   * is judged by the result of the first.
   */
  async setStatus(
    id: string,
    ownerId: string,
    status: LoanStatus,
  ): Promise<Changed | { readonly refusedFrom: LoanStatus } | undefined> {
    const [row] = await this.db.query<Row>(
      `UPDATE loan_applications SET status = $3, updated_at = now()
       WHERE id = $1 AND owner_id = $2 AND status = ANY($4) RETURNING ${ALL}`,
      [id, ownerId, status, statusesBefore(status)],
    );
    if (row !== undefined) return { application: toApplication(row), changed: true };
    const application = await this.find(id, ownerId);
    if (application === undefined) return undefined;
    return application.status === status
      ? { application, changed: false }
      : { refusedFrom: application.status };
  }
}

function toApplication(row: Row): Application {
  return {
    ...row,
    amount: Number(row.amount),
    down_payment: Number(row.down_payment),
    trade_in_value: Number(row.trade_in_value),
    apr_percent: Number(row.apr_percent),
    monthly_payment: Number(row.monthly_payment),
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}
