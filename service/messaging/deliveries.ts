import type { Database } from "../db/database";

/** Longer than Kafka keeps a message by default: after that, none is delivered again. */
const KEPT_DAYS = 8;

/**
 * Records which subscriber received which event, so that nobody is notified twice and two workers never deliver the
 * same event at once.
 */
export class Deliveries {
  constructor(private readonly db: Database) {}

  /**
   * Claims a delivery for some seconds, after which another worker may claim it.
   *
   * @returns `ended` if it is finished; `taken` if another worker has it
   */
  async claim(
    eventId: string,
    subscriptionId: string,
    seconds: number,
  ): Promise<"mine" | "ended" | "taken"> {
    const rows = await this.db.query(
      `INSERT INTO webhook_deliveries (event_id, subscription_id, claimed_until)
       VALUES ($1, $2, now() + make_interval(secs => $3))
       ON CONFLICT (event_id, subscription_id) DO UPDATE SET claimed_until = excluded.claimed_until
         WHERE webhook_deliveries.ended_at IS NULL AND webhook_deliveries.claimed_until < now()
       RETURNING event_id`,
      [eventId, subscriptionId, seconds],
    );
    if (rows.length > 0) return "mine";
    const [row] = await this.db.query<{ ended: boolean }>(
      `SELECT ended_at IS NOT NULL AS ended FROM webhook_deliveries
       WHERE event_id = $1 AND subscription_id = $2`,
      [eventId, subscriptionId],
    );
    return row?.ended ? "ended" : "taken";
  }

  /** Extends a claim by some seconds; 0 gives it back. */
  async keep(eventId: string, subscriptionId: string, seconds: number): Promise<void> {
    await this.db.query(
      `UPDATE webhook_deliveries SET claimed_until = now() + make_interval(secs => $3)
       WHERE event_id = $1 AND subscription_id = $2`,
      [eventId, subscriptionId, seconds],
    );
  }

  async end(eventId: string, subscriptionId: string): Promise<void> {
    await this.db.query(
      "UPDATE webhook_deliveries SET ended_at = now() WHERE event_id = $1 AND subscription_id = $2",
      [eventId, subscriptionId],
    );
  }

  async forgetOld(): Promise<void> {
    await this.db.query(
      `DELETE FROM webhook_deliveries WHERE ended_at < now() - interval '${KEPT_DAYS} days'`,
    );
  }
}
