import { readFileSync } from "node:fs";

import type { Admin, Producer } from "@platformatic/kafka";

import type { KafkaConfig } from "../config";
import { within } from "../health/within";
import { TOPICS } from "./topics";

/*
 * Why this client. kafkajs has had only beta releases since February 2023. Confluent's client builds on librdkafka,
 * whose binary it downloads from elsewhere during installation, which not everybody may do. This one is plain
 * JavaScript, has a release every few weeks, uses the newest version of each request that it and the broker support
 * (Produce 11, Fetch 17 with Kafka 4), and has idempotent producers, SCRAM and TLS. Measured beside kafkajs 2.2.4 on
 * one broker of 4.3.1 with 2,000 messages of 500 bytes: read in 0.17 s against 0.25 s. Releases from 2.0 on require
 * Node.js 22; the 1.x releases continue beside them and accept 20.19.4. Two of its small dependencies, dynamic-buffer
 * and wasm-utils, ask for 22.19, so npm warns: neither uses anything newer than 20, on which all the tests run.
 * Releases up to 1.20 do not need the two, but lack the fixes made since.
 */

/** Loaded when it is first needed: loading takes most of a second, and many stacks have no Kafka. */
export const library = () => import("@platformatic/kafka");

// A request to a broker that hangs ends before PostgreSQL ends the transaction that waits for it.
const CONNECT_MS = 3_000;
const REQUEST_MS = 5_000;
/**
 * A request with its retry. One whose connection breaks at the wrong moment is neither answered nor given up by the
 * library.
 */
export const ANSWER_MS = 8_000;

/** Options common to all our clients. */
export function options(
  { brokers, tls, authorityFile, client, sasl }: KafkaConfig,
  clientId: string,
) {
  return {
    clientId,
    bootstrapBrokers: [...brokers],
    connectTimeout: CONNECT_MS,
    requestTimeout: REQUEST_MS,
    timeout: REQUEST_MS,
    // Callers retry with a new client, because one that failed may no longer know its sequence number.
    retries: 1,
    retryDelay: 200,
    ...(tls && {
      // Read again for each client, and so also after an expired certificate has broken the connection.
      tls: {
        ...(authorityFile !== undefined && { ca: readFileSync(authorityFile, "utf8") }),
        ...(client && {
          cert: readFileSync(client.certificateFile, "utf8"),
          key: readFileSync(client.keyFile, "utf8"),
        }),
      },
      tlsServerName: true,
    }),
    ...(sasl && { sasl }),
  };
}

/** A producer with keys and values as text. */
export type TextProducer = Producer<string, string, string, string>;

/** A producer whose messages are written exactly once and in order, and are confirmed by every in-sync replica. */
export async function createProducer(config: KafkaConfig, clientId: string): Promise<TextProducer> {
  const { Producer, stringSerializers, ProduceAcks } = await library();
  return new Producer({
    ...options(config, clientId),
    serializers: stringSerializers,
    idempotent: true,
    acks: ProduceAcks.ALL,
    // One partition's messages arrive in order only if no request overtakes another.
    maxInflights: 1,
  });
}

/**
 * Creates the topics that are missing. If somebody else creates them and this user may not, they must exist already.
 */
export async function ensureTopics(config: KafkaConfig, clientId: string): Promise<void> {
  const { Admin } = await library();
  const admin: Admin = new Admin(options(config, clientId));
  try {
    const there = await within(ANSWER_MS, admin.listTopics());
    const missing = TOPICS.filter((topic) => !there.includes(topic));
    for (const topic of missing) {
      const made = admin.createTopics({
        topics: [topic],
        partitions: config.partitions,
        replicas: -1,
      });
      await within(ANSWER_MS, made).catch((error: unknown) => {
        // Another replica has created it first.
        if (!JSON.stringify(idsOf(error)).includes("TOPIC_ALREADY_EXISTS")) throw error;
      });
    }
  } finally {
    await within(ANSWER_MS, admin.close()).catch(() => undefined);
  }
}

const idsOf = (error: unknown): readonly unknown[] =>
  error instanceof AggregateError
    ? error.errors.map((each: { apiId?: unknown }) => each.apiId)
    : [];

/** Closes a client whatever it is doing. The types mistake a call with one argument for the callback form. */
export const closed = (client: { close(force: boolean): unknown }): Promise<unknown> =>
  within(ANSWER_MS, Promise.resolve(client.close(true)));
