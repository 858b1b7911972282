import { readFileSync } from "node:fs";

import type { Admin, Producer } from "@platformatic/kafka";

import type { KafkaConfig } from "../config";
import { within } from "../health/within";
import { TOPICS } from "./topics";

/*
 * Why this client. kafkajs has had no release but betas since February 2023. Confluent's builds on librdkafka, whose binary it
 * fetches from elsewhere as it is installed, which not everybody may. This one is plain JavaScript, has a release every few
 * weeks, asks the broker for the newest version of each request that both speak (Produce 11, Fetch 17 with Kafka 4), and has
 * idempotent producers, SCRAM and TLS. Measured beside kafkajs 2.2.4 on one broker of 4.3.1 with 2,000 messages of 500 bytes:
 * read in 0.17 s against 0.25 s. Releases from 2.0 on ask for Node.js 22; those of 1.x go on beside them, and take 20.19.4.
 * Two small packages that it is made of, dynamic-buffer and wasm-utils, ask for 22.19, at which npm warns: neither uses
 * anything newer than 20, on which all of the tests run. From 1.20 back it does without them, and without what was mended since.
 */

/** Loaded when it is first needed: it takes most of a second, and many a stack has no Kafka. */
export const library = () => import("@platformatic/kafka");

// A request to a broker that hangs ends before PostgreSQL ends the transaction in which it waits.
const CONNECT_MS = 3_000;
const REQUEST_MS = 5_000;
/** A request with its repetition. One whose connection breaks at the wrong moment is never answered, nor given up by the library. */
export const ANSWER_MS = 8_000;

/** What every client of ours is made with. */
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
    // Whoever uses it tries again, with a client of its own making: one that failed may not know its sequence any more.
    retries: 1,
    retryDelay: 200,
    ...(tls && {
      // Read anew for each client, and so again after whatever a certificate that was too old has broken.
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

/** Keys and values as text, in both directions. */
export type TextProducer = Producer<string, string, string, string>;

/** A producer whose messages are written once and in order, and confirmed by every replica that is in sync. */
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

/** Makes the topics that are missing. Where somebody else makes them, and this user may not, they have to be there. */
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
        // Another replica was quicker.
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

/** Closes a client whatever it is in the middle of: its types take a call with one argument for the form with a callback. */
export const closed = (client: { close(force: boolean): unknown }): Promise<unknown> =>
  within(ANSWER_MS, Promise.resolve(client.close(true)));
