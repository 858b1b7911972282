import type { Queryable } from "../db/database";
import type { Evaluation, Findings, Status, Step } from "./schemas";
import { NEEDS, type Progress } from "./steps";

interface Row {
  readonly id: string;
  readonly deal_id: string;
  readonly owner_id: string;
  readonly status: Status;
  readonly step: Step;
  readonly result: Findings;
  readonly created_at: Date;
  readonly updated_at: Date;
}

const ALL = "id, deal_id, owner_id, status, step, result, created_at, updated_at";

/** Evaluations of deals: at most one in progress for each deal, and the completed ones. */
export class Evaluations {
  constructor(private readonly db: Queryable) {}

  /** The newest evaluation of a deal, of any owner: the caller must check the owner. */
  async latest(dealId: string): Promise<Evaluation | undefined> {
    const [row] = await this.db.query<Row>(
      `SELECT ${ALL} FROM deal_evaluations WHERE deal_id = $1 ORDER BY created_at DESC, id LIMIT 1`,
      [dealId],
    );
    return row && toEvaluation(row);
  }

  /** @returns undefined if the owner no longer has such a deal, or another evaluation is in progress */
  async start(
    dealId: string,
    ownerId: string,
    { status, step, result }: Progress,
  ): Promise<Evaluation | undefined> {
    // Locks the deal, so that it cannot be deleted before the evaluation exists.
    const [row] = await this.db.query<Row>(
      `INSERT INTO deal_evaluations (deal_id, owner_id, status, step, result)
       SELECT id, owner_id, $3, $4, $5::jsonb FROM deals WHERE id = $1 AND owner_id = $2
       FOR KEY SHARE
       ON CONFLICT (deal_id) WHERE status <> 'completed' DO NOTHING RETURNING ${ALL}`,
      [dealId, ownerId, status, step, JSON.stringify(result)],
    );
    return row && toEvaluation(row);
  }

  /** @returns undefined if its state is no longer `from` */
  async advance(
    from: Evaluation,
    { status, step, result }: Progress,
  ): Promise<Evaluation | undefined> {
    const [row] = await this.db.query<Row>(
      `UPDATE deal_evaluations SET status = $3, step = $4, result = $5, updated_at = now()
       WHERE id = $1 AND step = $2 AND status <> 'completed' RETURNING ${ALL}`,
      [from.id, from.step, status, step, JSON.stringify(result)],
    );
    return row && toEvaluation(row);
  }
}

function toEvaluation(row: Row): Evaluation {
  const need = row.status === "awaiting_input" ? NEEDS[row.step] : undefined;
  return {
    ...row,
    needs: need === undefined ? [] : [need],
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}
