import type { StackConfig } from "./schema";
import type { Fault } from "./wording";

/** Settings of Kafka that cannot be so together. */
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
        "must be true in prod, got false: what deals cost would cross the network in the clear",
    };
  }
  if (brokers !== undefined && !tls && signIn?.mechanism === "PLAIN") {
    yield {
      path: "kafka.signIn.mechanism",
      message:
        "must be a SCRAM without kafka.tls, got PLAIN: the password would cross the network in the clear",
    };
  }
  for (const [name, value] of Object.entries({ certificateAuthority, clientCertificate })) {
    if (value !== undefined && (brokers === undefined || !tls)) {
      yield {
        path: `kafka.${name}`,
        message: "must be left out where there are no external brokers that speak TLS, got one",
      };
    }
  }
  if (brokers === undefined && signIn !== undefined) {
    yield {
      path: "kafka.signIn",
      message: `must be left out without kafka.brokers, got the user ${signIn.user}: the one deployed here has its own`,
    };
  }
}
