import { DatabaseError, Pool, type PoolClient, type QueryResultRow } from "pg";

import type { DatabaseConfig } from "../config";
import type { Metrics } from "../metrics/metrics";
import { Unavailable, type Watch } from "../unavailable";
import { meansUnavailable } from "./faults";
import type { Timeouts } from "./roleTimeouts";
import { describeStatement } from "./statement";
import { databaseTls } from "./tls";

/** The client gives up on a statement this much later than the server, so that it receives the server's error. */
const LATER_MS = 300;

/** Runs statements; common to `Database` and a transaction. */
export interface Queryable {
  /**
   * @returns the rows
   * @throws Unavailable when PostgreSQL cannot be asked; pg's DatabaseError when it rejects the statement
   */
  query<R extends QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<R[]>;
}

/** The metrics that the database counts and measures with. */
type DatabaseMetrics = Pick<
  Metrics,
  | "autodealgenie_db_queries_total"
  | "autodealgenie_db_query_duration_seconds"
  | "autodealgenie_db_query_errors_total"
>;

/** Numbers of connections by what they are doing, and of requests that wait for one. */
export interface PoolUse {
  readonly active: number;
  readonly idle: number;
  readonly waiting: number;
}

/** The only way to PostgreSQL: every statement is bounded in time, counted and measured here. */
export class Database implements Queryable {
  readonly #pool: Pool;

  constructor(
    private readonly config: DatabaseConfig,
    private readonly metrics: DatabaseMetrics,
    private readonly watch: Watch,
  ) {
    const timeoutMs = 1000 * config.timeoutSeconds;
    this.#pool = new Pool({
      host: config.host,
      port: config.port,
      database: config.name,
      user: config.user,
      password: config.password,
      max: config.poolMax,
      application_name: "backend",
      ssl: databaseTls(config),
      connectionTimeoutMillis: timeoutMs,
      query_timeout: timeoutMs + LATER_MS,
      // A pooler rejects clients that send these at startup.
      ...(!config.pooled && {
        statement_timeout: this.timeouts.statementMs,
        idle_in_transaction_session_timeout: this.timeouts.idleInTransactionMs,
      }),
      idleTimeoutMillis: 30_000,
      keepAlive: true,
    });
    // Without a listener the loss of a connection would end the process. The pool only listens to idle connections, so
    // those that are lent out and between two statements need their own listener.
    const lost = (error: Error) => void this.watch.down(error, CONSEQUENCE);
    this.#pool.on("error", lost);
    this.#pool.on("connect", (client) => void client.on("error", lost));
  }

  async query<R extends QueryResultRow>(
    sql: string,
    values: readonly unknown[] = [],
  ): Promise<R[]> {
    const client = await this.#connect(sql);
    return this.#lend(client, () => this.#run<R>(client, sql, values));
  }

  /**
   * Runs `work` in a transaction, which is rolled back if it throws.
   *
   * @param timeoutMs limit for each statement, if the usual one is too short
   */
  async transaction<T>(work: (tx: Queryable) => Promise<T>, timeoutMs?: number): Promise<T> {
    const client = await this.#connect("BEGIN");
    return this.#lend(client, async () => {
      await this.#run(client, "BEGIN", []);
      try {
        if (timeoutMs !== undefined) {
          await this.#run(client, `SET LOCAL statement_timeout = ${timeoutMs}`, []);
        }
        const result = await work({
          query: (sql, values = []) =>
            this.#run(client, sql, values, timeoutMs && timeoutMs + LATER_MS),
        });
        await this.#run(client, "COMMIT", []);
        return result;
      } catch (error) {
        if (!(error instanceof Unavailable)) await this.#run(client, "ROLLBACK", []);
        throw error;
      }
    });
  }

  /** What the pool's connections are doing now. */
  pool(): PoolUse {
    const { totalCount, idleCount, waitingCount } = this.#pool;
    return { active: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
  }

  /** The timeouts that the server is to enforce. */
  get timeouts(): Timeouts {
    return { statementMs: 1000 * this.config.timeoutSeconds, idleInTransactionMs: 10_000 };
  }

  get pooled(): boolean {
    return this.config.pooled;
  }

  get poolMax(): number {
    return this.config.poolMax;
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #connect(sql: string): Promise<PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      const statement = describeStatement(sql);
      this.metrics.autodealgenie_db_queries_total.inc(statement);
      this.metrics.autodealgenie_db_query_errors_total.inc(statement);
      throw this.watch.down(error, CONSEQUENCE);
    }
  }

  /** Returns the client after `use`, or discards it if its connection can no longer be trusted. */
  async #lend<T>(client: PoolClient, use: () => Promise<T>): Promise<T> {
    try {
      const result = await use();
      client.release();
      return result;
    } catch (error) {
      client.release(error instanceof Unavailable);
      throw error;
    }
  }

  async #run<R extends QueryResultRow>(
    client: PoolClient,
    text: string,
    values: readonly unknown[],
    query_timeout?: number,
  ): Promise<R[]> {
    const statement = describeStatement(text);
    const started = performance.now();
    this.metrics.autodealgenie_db_queries_total.inc(statement);
    try {
      // pg accepts the timeout, but its types lack it.
      const query = { text, values: [...values], ...(query_timeout && { query_timeout }) };
      const { rows } = await client.query<R>(query);
      this.watch.up();
      return rows;
    } catch (error) {
      this.metrics.autodealgenie_db_query_errors_total.inc(statement);
      if (meansUnavailable(error)) throw this.watch.down(error, CONSEQUENCE);
      throw error;
    } finally {
      const seconds = (performance.now() - started) / 1000;
      this.metrics.autodealgenie_db_query_duration_seconds.observe(seconds, statement);
    }
  }
}

const CONSEQUENCE = "requests that need it get 503";

/** The name of the unique constraint that a row violated; undefined for any other error. */
export function duplicateOf(error: unknown): string | undefined {
  const UNIQUE_VIOLATION = "23505";
  return error instanceof DatabaseError && error.code === UNIQUE_VIOLATION
    ? error.constraint
    : undefined;
}
