import type { StackConfig } from "./schema";
import type { Fault } from "./wording";

/** Settings of Kafka that contradict each other. */
export function* kafkaFaults({ kafka, production }: StackConfig): Iterable<Fault> {
  if (!kafka) return;
  const { brokers, tls, certificateAuthority, clientCertificate, signIn } = kafka;
  if (production && brokers === undefined) {
    yield {
      path: "kafka.brokers",
      message:
        "must name the external brokers in prod, and is missing: the program runs data services only in dev",
    };
  }
  if (production && !tls) {
    yield {
      path: "kafka.tls",
      message:
        "must be true in prod, got false: what deals cost would cross the network unencrypted",
    };
  }
  if (brokers !== undefined && !tls && signIn?.mechanism === "PLAIN") {
    yield {
      path: "kafka.signIn.mechanism",
      message:
        "must be a SCRAM mechanism without kafka.tls, got PLAIN: the password would cross the network unencrypted",
    };
  }
  for (const [name, value] of Object.entries({ certificateAuthority, clientCertificate })) {
    if (value !== undefined && (brokers === undefined || !tls)) {
      yield {
        path: `kafka.${name}`,
        message: "must be left out without external brokers that use TLS, got one",
      };
    }
  }
  if (brokers === undefined && signIn !== undefined) {
    yield {
      path: "kafka.signIn",
      message: `must be left out without kafka.brokers, got the user ${signIn.user}: the broker that the stack deploys has its own user`,
    };
  }
}
