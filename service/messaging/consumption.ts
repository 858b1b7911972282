import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import type { Consumer, MessagesStream } from "@platformatic/kafka";
import type { Logger } from "pino";

import type { KafkaConfig } from "../config";
import { within } from "../health/within";
import type { Watch } from "../unavailable";
import { ANSWER_MS, closed, ensureTopics, library, options } from "./client";
import { groupOf, type Consumed } from "./topics";
import { Window } from "./window";

export interface ConsumptionArgs {
  readonly kafka: KafkaConfig;
  readonly topic: Consumed;
  /**
   * The key of a message; messages with the same key are handled one after the other. Undefined if the message cannot
   * be read.
   */
  readonly keyOf: (value: string) => string | undefined;
  /** Must be idempotent. If it fails it is retried until it succeeds or the signal aborts. */
  readonly handle: (value: string, signal: AbortSignal) => Promise<void>;
  readonly watch: Watch;
  readonly logger: Logger;
}

type Member = Consumer<string, string, string, string>;
type Messages = MessagesStream<string, string, string, string>;

/** The most messages that are handled at once. */
const AT_ONCE = 200;
const COMMIT_MS = 500;
const LOOK_MS = 2_000;
/** How long joining the group may take, including the time until other members have left. */
const JOIN_MS = 30_000;
/** If nothing arrives for this long although there are messages, something hangs: start over. */
const STUCK_MS = 15_000;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;

/**
 * Reads one topic indefinitely, as a member of its group. Every message is handled at least once, and its offset is
 * committed afterwards. When something fails or hangs, messages in progress are waited for, and a new member starts
 * from the committed offsets.
 */
export class Consumption {
  /**
   * Identifies each member to the group as the successor of the one before (KIP-345). Otherwise a member that comes
   * back after its broker was away waits until the group has given up its predecessor, and so do all the others.
   */
  readonly #instance = randomUUID();
  readonly #stopped = new AbortController();
  #running: Promise<void> | undefined;
  #window = new Window(AT_ONCE);
  #unreadSince: number | undefined;
  #reached = false;

  constructor(private readonly args: ConsumptionArgs) {}

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  /** Whether the brokers answered the last request. */
  get reached(): boolean {
    return this.#reached;
  }

  /** The lag: the age of the oldest unhandled message, in seconds; 0 if there is none. */
  get lagSeconds(): number {
    const since = this.#window.oldestMs ?? this.#unreadSince;
    return since === undefined ? 0 : Math.max(0, (Date.now() - since) / 1000);
  }

  async #run(): Promise<void> {
    const { watch } = this.args;
    let failures = 0;
    while (!this.#stopped.signal.aborted) {
      const begun = Date.now();
      try {
        await this.#member();
      } catch (error) {
        if (over(this.#stopped.signal)) return;
        this.#reached = false;
        watch.down(error, `nothing of the topic ${this.args.topic} is read`);
        if (Date.now() - begun > JOIN_MS) failures = 0;
        const wait = Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS);
        failures += 1;
        await sleep(wait, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
      }
    }
  }

  /** The whole life of one member. */
  async #member(): Promise<void> {
    const { kafka, topic, watch } = this.args;
    await ensureTopics(kafka, `${topic}-topics`);
    const { Consumer, stringDeserializers } = await library();
    const consumer: Member = new Consumer({
      ...options(kafka, topic),
      groupId: groupOf(topic),
      groupInstanceId: this.#instance,
      autocommit: false,
      deserializers: stringDeserializers,
      sessionTimeout: 10_000,
      heartbeatInterval: 3_000,
      rebalanceTimeout: 15_000,
      maxWaitTime: 1_000,
    });
    // Without a listener, an error event would end the process.
    consumer.on("error" as never, () => undefined);
    const ended = new AbortController();
    const window = new Window(AT_ONCE);
    this.#window = window;
    try {
      const stream = await within(
        JOIN_MS,
        consumer.consume({ topics: [topic], mode: "committed", fallbackMode: "earliest" }),
      );
      this.#reached = true;
      watch.up();
      const end = (error: Error) => {
        // Abort at once, because code that waits for room or for another attempt does not look at the stream.
        ended.abort();
        stream.destroy(error);
      };
      stream.once("close", () => ended.abort());
      const stop = () => end(new Error("stopping"));
      this.#stopped.signal.addEventListener("abort", stop);
      const keepers = [
        this.#commits(consumer, window, ended.signal),
        this.#looks(consumer, stream, window, ended.signal),
      ].map((keeper) => keeper.catch(end));
      try {
        await this.#read(stream, window, ended.signal);
      } finally {
        this.#stopped.signal.removeEventListener("abort", stop);
        ended.abort();
        await window.empty();
        await Promise.all(keepers);
        await this.#commit(consumer, window).catch(() => undefined);
      }
    } finally {
      ended.abort();
      await closed(consumer).catch(() => undefined);
    }
  }

  async #read(stream: Messages, window: Window, signal: AbortSignal): Promise<void> {
    for await (const { partition, offset, timestamp, value } of stream) {
      await window.room();
      const place = { partition, offset, writtenMs: Number(timestamp) };
      const key = this.args.keyOf(value);
      if (key === undefined) this.args.logger.error({ partition }, "a message is not readable");
      window.add(place, key ?? "", () =>
        this.#handle(key === undefined ? undefined : value, signal),
      );
    }
    throw new Error("the stream of messages has ended");
  }

  /** @returns whether the message is done with */
  async #handle(value: string | undefined, signal: AbortSignal): Promise<boolean> {
    for (let attempts = 0; value !== undefined; attempts += 1) {
      if (signal.aborted) return false;
      try {
        await this.args.handle(value, signal);
        return true;
      } catch (error) {
        if (over(signal)) return false;
        if (attempts === 0) this.args.logger.warn({ err: error }, "a message is tried again");
        const wait = Math.min(FIRST_WAIT_MS * 2 ** attempts, LONGEST_WAIT_MS);
        await sleep(wait, undefined, { signal }).catch(() => undefined);
      }
    }
    return true;
  }

  async #commits(consumer: Member, window: Window, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(COMMIT_MS, undefined, { signal }).catch(() => undefined);
      await this.#commit(consumer, window);
    }
  }

  async #commit(consumer: Member, window: Window): Promise<void> {
    const offsets = [...window.takeCommittable()].map(([partition, offset]) => ({
      topic: this.args.topic,
      partition,
      offset,
      leaderEpoch: -1,
    }));
    if (offsets.length > 0) await within(ANSWER_MS, consumer.commit({ offsets }));
  }

  /** Checks how far the topic has got, and ends a member that makes no progress. */
  async #looks(
    consumer: Member,
    stream: Messages,
    window: Window,
    signal: AbortSignal,
  ): Promise<void> {
    const { topic, watch } = this.args;
    while (!signal.aborted) {
      await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
      if (over(signal)) return;
      const ends = (await within(ANSWER_MS, consumer.listOffsets({ topics: [topic] }))).get(topic);
      this.#reached = true;
      watch.up();
      const mine = consumer.assignments?.find((it) => it.topic === topic)?.partitions ?? [];
      const unread = mine.some(
        (partition) =>
          (ends?.[partition] ?? 0n) > (stream.offsetsToFetch.get(`${topic}:${partition}`) ?? 0n),
      );
      if (!unread) this.#unreadSince = undefined;
      else this.#unreadSince ??= Date.now();
      if (window.size === 0 && Date.now() - (this.#unreadSince ?? Infinity) > STUCK_MS) {
        throw new Error("there are messages, and none comes");
      }
    }
  }
}

/** Read anew through a function, because the compiler would keep what it knew of the signal before an await. */
const over = (signal: AbortSignal): boolean => signal.aborted;
