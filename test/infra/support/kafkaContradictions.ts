import { OPTIONAL } from "./completeSettings";
import type { Contradiction } from "./contradiction";

const { certificateAuthority, clientCertificate } = OPTIONAL.kafka;
const BROKERS = ["kafka-a.example:9093"];

export const KAFKA_CONTRADICTIONS: readonly Contradiction[] = [
  {
    title: "Kafka has no external brokers in prod",
    set: { kafka: {} },
    only: "prod",
    told: "kafka.brokers: must name the external brokers in prod, and is missing",
  },
  {
    title: "connections to Kafka are unencrypted in prod",
    set: { kafka: { brokers: BROKERS, tls: false } },
    only: "prod",
    told: "kafka.tls: must be true in prod, got false",
  },
  {
    title: "a password is sent to Kafka unencrypted",
    set: { kafka: { brokers: BROKERS, tls: false, signIn: { mechanism: "PLAIN", user: "cars" } } },
    only: "dev",
    told: "kafka.signIn.mechanism: must be a SCRAM mechanism without kafka.tls, got PLAIN",
  },
  {
    title: "a certificate authority is set for Kafka brokers without TLS",
    set: { kafka: { brokers: BROKERS, tls: false, certificateAuthority } },
    only: "dev",
    told: "kafka.certificateAuthority: must be left out without external brokers that use TLS",
  },
  {
    title: "a client certificate is set for the stack's own Kafka broker",
    set: { kafka: { clientCertificate } },
    only: "dev",
    told: "kafka.clientCertificate: must be left out without external brokers that use TLS",
  },
  {
    title: "a sign-in is set for the stack's own Kafka broker",
    set: { kafka: { signIn: { user: "cars" } } },
    only: "dev",
    told: "kafka.signIn: must be left out without kafka.brokers, got the user cars",
  },
];
