import { setTimeout as sleep } from "node:timers/promises";

import type { Logger } from "pino";

import { Unavailable } from "../unavailable";
import type { Database } from "./database";
import { migrate } from "./migrations";
import { setRoleTimeouts } from "./roleTimeouts";

const RETRY_MS = 1000;

/** The tables, created and updated in the background while the service is already listening. */
export class Schema {
  #ready = false;
  readonly #stopped = new AbortController();

  constructor(
    private readonly database: Database,
    private readonly logger: Logger,
  ) {}

  /** Whether the tables are what this program expects. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Retries the migrations until they succeed, because PostgreSQL may start after us. */
  bringUpToDate(): void {
    void this.#untilReady();
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #untilReady(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted && !this.#ready) {
      try {
        const versions = await migrate(this.database);
        if (this.database.pooled) await setRoleTimeouts(this.database, this.database.timeouts);
        this.#ready = true;
        this.logger.info({ versions }, "schema is up to date");
      } catch (error) {
        // If PostgreSQL is away, that was logged where it was noticed.
        if (!(error instanceof Unavailable)) {
          this.logger.error({ err: error }, "schema cannot be brought up to date");
        }
        await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
