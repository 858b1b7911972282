import type { KafkaConfig } from "../config";
import { within } from "../health/within";
import { ANSWER_MS, closed, createProducer, ensureTopics, type TextProducer } from "./client";

export interface Outgoing {
  readonly topic: string;
  readonly key: string;
  readonly value: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A producer that is created, with the topics, when it is first needed, and again after a failure: a message that was
 * sent without an answer may have arrived or not, so its sequence numbers cannot go on.
 */
export class Sending {
  #producer: Promise<TextProducer> | undefined;
  #turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly kafka: KafkaConfig,
    private readonly clientId: string,
  ) {}

  /** @throws if the brokers do not answer */
  async connect(): Promise<void> {
    await this.#connected();
  }

  /** Resolves once the brokers have all messages. @throws if that is not certain */
  send(messages: readonly Outgoing[]): Promise<void> {
    // One after the other: a producer numbers its messages, and the brokers refuse a number that is out of turn.
    const sent = this.#turn.then(() => this.#send(messages));
    this.#turn = sent.catch(() => undefined);
    return sent;
  }

  async #send(messages: readonly Outgoing[]): Promise<void> {
    const producer = await this.#connected();
    try {
      const sent = producer.send({
        messages: messages.map(({ headers, ...rest }) => ({
          ...rest,
          ...(headers && { headers }),
        })),
      });
      await within(ANSWER_MS, sent);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    await producer?.then(closed).catch(() => undefined);
  }

  #connected(): Promise<TextProducer> {
    this.#producer ??= this.#create();
    const made = this.#producer;
    return made.catch((error: unknown) => {
      if (this.#producer === made) this.#producer = undefined;
      throw error;
    });
  }

  async #create(): Promise<TextProducer> {
    await ensureTopics(this.kafka, `${this.clientId}-topics`);
    const producer = await createProducer(this.kafka, this.clientId);
    await within(ANSWER_MS, producer.initIdempotentProducer({}));
    return producer;
  }
}
