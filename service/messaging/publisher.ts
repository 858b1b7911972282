import { setTimeout as sleep } from "node:timers/promises";

import type { KafkaConfig } from "../config";
import type { Database } from "../db/database";
import type { Metrics } from "../metrics/metrics";
import { Unavailable, type Watch } from "../unavailable";
import type { Outbox } from "./outbox";
import { Sending } from "./sending";
import { DEALS } from "./topics";

interface PublisherArgs {
  readonly kafka: KafkaConfig;
  readonly database: Database;
  readonly outbox: Outbox;
  readonly metrics: Metrics;
  readonly watch: Watch;
}

/** How often somebody else's events are looked for; its own it is told of. */
const LOOK_MS = 1_000;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;
/** For others to see what was written: it tells before its transaction has ended. */
const SETTLE_MS = 20;

const CONSEQUENCE = "events wait in the outbox";

/**
 * Publishes what is in the outbox, in its order; of several replicas one at a time does. An event is removed once the brokers
 * have confirmed it, in the same transaction in which it was read: what fails in between is published again, under the same id.
 */
export class Publisher {
  readonly #sending: Sending;
  #woken = new AbortController();
  #running: Promise<void> | undefined;
  readonly #stopped = new AbortController();

  constructor(private readonly args: PublisherArgs) {
    this.#sending = new Sending(args.kafka, "outbox");
  }

  start(): void {
    this.args.outbox.onWritten(() => this.#woken.abort());
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#woken.abort();
    await this.#running;
    await this.#sending.close();
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#stopped.signal.aborted) {
      try {
        this.#woken = new AbortController();
        const published = await this.#publish();
        failures = 0;
        if (published === 0) await this.#rest();
      } catch (error) {
        // That PostgreSQL is away was logged where it was noticed.
        if (!(error instanceof Unavailable)) this.args.watch.down(error, CONSEQUENCE);
        const wait = Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS);
        failures += 1;
        await sleep(wait, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
      }
    }
  }

  async #rest(): Promise<void> {
    const { signal } = this.#woken;
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
    await sleep(SETTLE_MS);
  }

  /** @returns how many */
  async #publish(): Promise<number> {
    const { database, outbox, metrics, watch } = this.args;
    // Before a transaction is begun: none is to be open while nobody answers.
    await this.#sending.connect();
    const count = await database.transaction(async (tx) => {
      const events = await outbox.take(tx);
      if (events.length === 0) return 0;
      await this.#sending.send(
        events.map((event) => ({
          topic: DEALS,
          key: event.deal_id,
          value: JSON.stringify(event),
        })),
      );
      await outbox.remove(tx, events);
      return events.length;
    });
    watch.up();
    metrics.autodealgenie_outbox_published_total.add(count);
    return count;
  }
}
