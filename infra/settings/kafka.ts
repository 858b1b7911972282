import { z } from "zod";

import { SASL_MECHANISMS } from "../../service/defaults";
import {
  addressBlock,
  certificates,
  cpu,
  distinct,
  hostAndPort,
  overlap,
  port,
  quantity,
  text,
} from "./scalars";

/** Where pods reach themselves and their nodes, and where clouds hand out their credentials; and no single server. */
const OWN_BLOCKS = [
  "0.0.0.0/8",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "224.0.0.0/4",
  "::/127",
  "fe80::/10",
  "ff00::/8",
];
const OF_OTHERS = {
  error: ({ input }: { readonly input?: unknown }) =>
    `must not overlap ${OWN_BLOCKS.find((each) => overlap(String(input), each)) ?? ""}: anybody who subscribes could reach the node, or its credentials`,
};
function isOfOthers(block: string): boolean {
  return !OWN_BLOCKS.some((own) => overlap(block, own));
}

/** Half of it is the heap, and this is the least with which a broker starts. */
const brokerMemory = quantity({ least: "512Mi", most: "1Ti" });
const limit = cpu({ least: "100m", most: "128" });

/**
 * Kafka, for notifying subscribers about changes of deals, and the worker that does so. With `brokers`, external ones;
 * without, one is deployed next to the application. Left out: neither, and nobody can subscribe.
 */
export const kafkaSettings = z.strictObject({
  /** The external brokers. List all of them, because network policies allow connections to no others. */
  brokers: z
    .array(hostAndPort("kafka.example.com:9092"))
    .min(1)
    .max(50)
    .refine(distinct, "must name each broker once")
    .optional(),
  /** Whether external brokers use TLS; the one deployed here does not. */
  tls: z.boolean().default(true),
  certificateAuthority: certificates.optional(),
  /** The client certificate for external brokers, in PEM; its key is the secret `kafkaClientKey`. Left out: none. */
  clientCertificate: certificates.optional(),
  /** The SASL user for external brokers; its password is the secret `kafkaPassword`. Left out: no SASL. */
  signIn: z
    .strictObject({
      mechanism: z.enum(SASL_MECHANISMS).default("SCRAM-SHA-512"),
      user: text,
    })
    .optional(),
  /** The number of partitions of topics that the stack creates. Existing topics are not changed. */
  partitions: z.int().min(1).max(1000).default(6),
  storage: quantity({ least: "1Gi", most: "64Ti" }).default("10Gi"),
  memory: brokerMemory.default("1Gi"),
  cpu: limit.default("1"),
  worker: z
    .strictObject({
      /** The number of workers. Those beyond the number of partitions are idle. */
      replicas: z.int().min(1).max(100).default(1),
      memory: quantity({ least: "128Mi", most: "64Gi" }).default("256Mi"),
      cpu: limit.default("1"),
    })
    .prefault({}),
  webhooks: z
    .strictObject({
      /** The ports of subscribers that the worker may connect to. */
      ports: z
        .array(port)
        .min(1)
        .max(20)
        .refine(distinct, "must name each port once")
        .default([443]),
      /** Private address blocks to which webhooks may be sent, also without TLS and by names that lead nowhere else. */
      trustedBlocks: z
        .array(addressBlock.refine(isOfOthers, OF_OTHERS))
        .max(50)
        .refine(distinct, "must name each block once")
        .default([]),
    })
    .prefault({}),
});

export type KafkaSettings = z.output<typeof kafkaSettings>;
