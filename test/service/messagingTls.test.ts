import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";

import { KAFKA_USER } from "../../infra/settings/kafkaAddress";
import type { KafkaConfig } from "../../service/config";
import { closed, createProducer, ensureTopics } from "../../service/messaging/client";
import { TOPICS } from "../../service/messaging/topics";
import { eventually } from "../../tools/polling";
import { PASSWORD, startKafkaBroker, type KafkaBroker } from "../support/kafkaBroker";
import { Authority } from "../support/pki";
import { MESSAGING_START_MS } from "./messagingServers";

const PATIENCE_SECONDS = 60;

let folder: string;
let broker: KafkaBroker;

const file = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(file(name), "utf8");

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "adg-kafka-tls-"));
  const authority = new Authority(folder);
  authority.sign("broker", ["127.0.0.1"]);
  authority.sign("application", []);
  broker = await startKafkaBroker({
    certificate: read("broker.crt"),
    key: read("broker.key"),
    authority: read("ca.crt"),
  });
}, MESSAGING_START_MS);

afterAll(async () => {
  await broker.close();
  rmSync(folder, { recursive: true });
});

type Changes = Partial<KafkaConfig>;

const config = (listener: keyof KafkaBroker["listeners"], changes: Changes): KafkaConfig => ({
  brokers: [broker.listeners[listener]],
  tls: true,
  authorityFile: file("ca.crt"),
  client: undefined,
  sasl: undefined,
  partitions: 1,
  ...changes,
});

const CLIENT = () => ({
  client: { certificateFile: file("application.crt"), keyFile: file("application.key") },
});
const by = (mechanism: "PLAIN" | "SCRAM-SHA-512", password = PASSWORD) => ({
  sasl: { mechanism, username: KAFKA_USER, password },
});

/** Publishes an event, and creates the topics before. */
async function publish(how: KafkaConfig): Promise<void> {
  await ensureTopics(how, "a-test");
  const producer = await createProducer(how, "a-test");
  try {
    await producer.send({ messages: [{ topic: TOPICS[0], key: "deal", value: "{}" }] });
  } finally {
    await closed(producer);
  }
}

describe("external Kafka brokers", () => {
  it.each([
    ["a client certificate", "certificates", CLIENT],
    ["a password in PLAIN", "sasl", () => by("PLAIN")],
    ["a password in SCRAM-SHA-512", "sasl", () => by("SCRAM-SHA-512")],
    ["a password and a client certificate", "sasl", () => ({ ...by("PLAIN"), ...CLIENT() })],
  ] as const)(
    "accept events over TLS with %s",
    async (_, listener, how) => {
      // Repeated, as the outbox does: on a busy machine, the broker's first handshake takes longer than a client waits.
      await eventually("the broker takes an event", PATIENCE_SECONDS, () =>
        publish(config(listener, how())),
      );
    },
    MESSAGING_START_MS,
  );

  it.each([
    [
      "without the required client certificate",
      "certificates",
      () => ({}),
      /Connection closed|ECONNRESET/,
    ],
    ["with a wrong password", "sasl", () => by("PLAIN", "wrong"), /SASL authentication failed/],
    ["without TLS", "sasl", () => ({ ...by("PLAIN"), tls: false }), /Connection closed|ECONNRESET/],
    [
      "if their certificate authority is not trusted",
      "sasl",
      () => ({ ...by("PLAIN"), authorityFile: undefined }),
      /unable to verify the first certificate/,
    ],
  ] as const)("reject events %s", async (_, listener, how, why) => {
    const refusal: unknown = await publish(config(listener, how())).catch(
      (error: unknown) => error,
    );
    expect(refusal).toBeInstanceOf(Error);
    // The reason is in the causes of the errors of several attempts.
    expect(inspect(refusal, { depth: null })).toMatch(why);
  });
});
