import type { Database } from "../db/database";
import type { Deals } from "../deals/repository";
import { DEAL_STATUSES } from "../metrics/labels";
import type { Outbox } from "../messaging/outbox";
import type { Metrics } from "../metrics/metrics";
import type { MongoStore } from "../mongodb/store";
import type { ActiveUsers } from "../redis/activeUsers";
import type { Negotiations } from "../negotiations/repository";
import { within } from "./within";

interface GaugeArgs {
  readonly metrics: Metrics;
  readonly database: Database;
  readonly deals: Deals;
  readonly negotiations: Negotiations;
  readonly activeUsers: ActiveUsers;
  /** Undefined if the stack has none. */
  readonly mongodb: MongoStore | undefined;
  /** Undefined if the stack has no Kafka. */
  readonly outbox: Outbox | undefined;
}

// Well within the scrape timeout of a stack with a timeScale of twenty, half a second: if a scrape failed because one
// source is away, it would also hide everything that the process itself knows.
const READ_MS = 300;

/**
 * The gauges whose values come from PostgreSQL and Redis, read at each scrape. So each replica reports the same value
 * and none has to be added up; and while the source is away they are absent, because both 0 and the last value would be
 * wrong.
 */
export class ScrapeGauges {
  #reading: Promise<void> | undefined;

  constructor(private readonly args: GaugeArgs) {}

  /** Updates the gauges, or gives up soon. Simultaneous scrapes share one reading. */
  read(): Promise<void> {
    this.#reading ??= this.#readAll().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #readAll(): Promise<void> {
    // First, because reading the deals takes a connection itself.
    this.#readPool();
    this.args.mongodb?.readGauges();
    await Promise.all([
      this.#readDeals(),
      this.#readNegotiations(),
      this.#readActiveUsers(),
      this.#readOutbox(),
    ]);
  }

  #readPool(): void {
    const { metrics, database } = this.args;
    const { active, idle, waiting } = database.pool();
    metrics.autodealgenie_db_pool_connections.set(active, { state: "active" });
    metrics.autodealgenie_db_pool_connections.set(idle, { state: "idle" });
    metrics.autodealgenie_db_pool_connections.set(waiting, { state: "waiting" });
    metrics.autodealgenie_db_pool_max_connections.set(database.poolMax);
  }

  async #readDeals(): Promise<void> {
    const { autodealgenie_deals: gauge } = this.args.metrics;
    try {
      const counts = await within(READ_MS, this.args.deals.countByStatus());
      for (const status of DEAL_STATUSES) gauge.set(counts[status], { status });
    } catch {
      gauge.clear();
    }
  }

  async #readNegotiations(): Promise<void> {
    const { autodealgenie_active_negotiation_sessions: gauge } = this.args.metrics;
    try {
      gauge.set(await within(READ_MS, this.args.negotiations.countActive()));
    } catch {
      gauge.clear();
    }
  }

  async #readOutbox(): Promise<void> {
    const { outbox, database, metrics } = this.args;
    const { autodealgenie_outbox_events: count, autodealgenie_outbox_age_seconds: age } = metrics;
    if (outbox === undefined) {
      count.clear();
      age.clear();
      return;
    }
    try {
      const backlog = await within(READ_MS, outbox.backlog(database));
      count.set(backlog.events);
      age.set(backlog.ageSeconds);
    } catch {
      count.clear();
      age.clear();
    }
  }

  async #readActiveUsers(): Promise<void> {
    const { autodealgenie_active_users: gauge } = this.args.metrics;
    try {
      gauge.set(await within(READ_MS, this.args.activeUsers.count()));
    } catch {
      gauge.clear();
    }
  }
}
