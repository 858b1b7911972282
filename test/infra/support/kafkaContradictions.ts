import { OPTIONAL } from "./completeSettings";
import type { Contradiction } from "./contradiction";

const { certificateAuthority, clientCertificate } = OPTIONAL.kafka;
const BROKERS = ["kafka-a.example:9093"];

export const KAFKA_CONTRADICTIONS: readonly Contradiction[] = [
  {
    title: "the program is to run Kafka in prod",
    set: { kafka: {} },
    only: "prod",
    told: "kafka.brokers: must name the external brokers in prod, and is missing",
  },
  {
    title: "deals cross the network in the clear",
    set: { kafka: { brokers: BROKERS, tls: false } },
    only: "prod",
    told: "kafka.tls: must be true in prod, got false",
  },
  {
    title: "a password crosses the network in the clear",
    set: { kafka: { brokers: BROKERS, tls: false, signIn: { mechanism: "PLAIN", user: "cars" } } },
    only: "dev",
    told: "kafka.signIn.mechanism: must be a SCRAM mechanism without kafka.tls, got PLAIN",
  },
  {
    title: "an authority is trusted for brokers that show no certificate",
    set: { kafka: { brokers: BROKERS, tls: false, certificateAuthority } },
    only: "dev",
    told: "kafka.certificateAuthority: must be left out without external brokers that use TLS",
  },
  {
    title: "a certificate is shown to the broker deployed here",
    set: { kafka: { clientCertificate } },
    only: "dev",
    told: "kafka.clientCertificate: must be left out without external brokers that use TLS",
  },
  {
    title: "somebody else's user signs in at the broker deployed here",
    set: { kafka: { signIn: { user: "cars" } } },
    only: "dev",
    told: "kafka.signIn: must be left out without kafka.brokers, got the user cars",
  },
];
