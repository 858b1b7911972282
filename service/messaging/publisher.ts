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

/** How often to look for events of other replicas; the replica's own are announced to it. */
const LOOK_MS = 1_000;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;
/** A pause until the new event is visible: it is announced before its transaction has ended. */
const SETTLE_MS = 20;

const CONSEQUENCE = "events wait in the outbox";

/**
 * Publishes the events of the outbox in order; only one of several replicas does so at a time. An event is removed once
 * the brokers have confirmed it, in the same transaction in which it was read: after a failure in between it is
 * published again, with the same id.
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
        // If PostgreSQL is away, that was logged where it was noticed.
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

  /** @returns how many events were published */
  async #publish(): Promise<number> {
    const { database, outbox, metrics, watch } = this.args;
    // Before the transaction begins, so that none is open while no broker answers.
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
