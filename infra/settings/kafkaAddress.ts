import { KAFKA_PORT, type SaslMechanism } from "../../service/defaults";
import { APPLICATION, clusterHost } from "../objects/names";
import type { Address } from "./address";
import { hostAddress } from "./addresses";
import type { KafkaSettings } from "./kafka";
import { generated, given, type SecretSource } from "./secretSources";

/** Who the application is at the broker that is deployed here. */
export const KAFKA_USER = "application";
/** Its password. */
export const KAFKA_PASSWORD = generated("kafka-application");
export const KAFKA_MECHANISM = "SCRAM-SHA-512" satisfies SaslMechanism;

export interface KafkaAddress {
  readonly brokers: readonly Address[];
  readonly tls: boolean;
  /** Whom to trust there, in PEM. Left out: those that everybody trusts. */
  readonly certificateAuthority?: string | undefined;
  /** What clients show, in PEM, and its key. Left out: nothing. */
  readonly client?: { readonly certificate: string; readonly key: SecretSource } | undefined;
  /** Left out: nobody signs in. */
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
 * Where Kafka is: somebody else's, or the program's own beside the application.
 * @param application the namespace of that one
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
