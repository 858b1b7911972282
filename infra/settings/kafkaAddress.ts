import { KAFKA_PORT, type SaslMechanism } from "../../service/defaults";
import { APPLICATION, clusterHost } from "../objects/names";
import type { Address } from "./address";
import { hostAddress } from "./addresses";
import type { KafkaSettings } from "./kafka";
import { generated, given, type SecretSource } from "./secretSources";

/** The application's user at the broker that the stack deploys. */
export const KAFKA_USER = "application";
/** Its password. */
export const KAFKA_PASSWORD = generated("kafka-application");
export const KAFKA_MECHANISM = "SCRAM-SHA-512" satisfies SaslMechanism;

export interface KafkaAddress {
  readonly brokers: readonly Address[];
  readonly tls: boolean;
  /** The CAs to trust for them, in PEM. Left out: the public ones. */
  readonly certificateAuthority?: string | undefined;
  /** The client certificate, in PEM, and its key. Left out: none. */
  readonly client?: { readonly certificate: string; readonly key: SecretSource } | undefined;
  /** Left out: no SASL. */
  readonly signIn?:
    | {
        readonly mechanism: SaslMechanism;
        readonly user: string;
        readonly password: SecretSource;
      }
    | undefined;
  readonly partitions: number;
}

/**
 * How to reach Kafka: external brokers, or the broker deployed next to the application.
 *
 * @param application the namespace of the deployed one
 */
export function kafkaAddress(
  { brokers, tls, certificateAuthority, clientCertificate, signIn, partitions }: KafkaSettings,
  application: string = APPLICATION,
): KafkaAddress {
  if (brokers === undefined) {
    return {
      brokers: [{ host: clusterHost("kafka", application), port: KAFKA_PORT }],
      tls: false,
      signIn: { mechanism: KAFKA_MECHANISM, user: KAFKA_USER, password: KAFKA_PASSWORD },
      partitions,
    };
  }
  return {
    brokers: brokers.map(hostAddress),
    tls,
    certificateAuthority,
    client:
      clientCertificate === undefined
        ? undefined
        : { certificate: clientCertificate, key: given("kafkaClientKey") },
    signIn: signIn && { ...signIn, password: given("kafkaPassword") },
    partitions,
  };
}
