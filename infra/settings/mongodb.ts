import { z } from "zod";

import { MONGODB_PORT } from "../../service/defaults";
import { MONGODB_AUTH_SOURCE, MONGODB_DATABASE, MONGODB_USERS } from "./mongodbUsers";
import {
  certificates,
  cpu,
  distinct,
  host,
  mongodbDatabase,
  port,
  quantity,
  text,
  userName,
} from "./scalars";

/** MongoDB needs a quarter of a gigabyte for its cache alone. */
const memory = quantity({ least: "512Mi", most: "1Ti" });
const days = z.int().min(1).max(3650);

/**
 * MongoDB, which stores users' searches, their preferences, and the answers of the language model. With `hosts`, an
 * external one; without, one is deployed next to the application. Left out: none, and these features answer 503.
 */
export const mongodbSettings = z.strictObject({
  /** The members of an external replica set, or its one server. With `srv`, the one name of its SRV record. */
  hosts: z.array(host).min(1).max(50).refine(distinct, "must name each host once").optional(),
  /** The port of every host; with `srv`, the port of the servers in the record. */
  port: port.default(MONGODB_PORT),
  /** Whether `hosts` is the name of an SRV record, as in mongodb+srv. */
  srv: z.boolean().default(false),
  /** The name of an external replica set. Left out: the one that the servers or the SRV record name. */
  replicaSet: text.optional(),
  /** Whether external hosts use TLS; the MongoDB deployed here does not. */
  tls: z.boolean().default(true),
  certificateAuthority: certificates.optional(),
  /**
   * The backend's client certificate for external hosts, in PEM; its key is the secret `mongodbClientKey`. The exporter
   * has its own, with its key: the secret `mongodbExporterCertificate`. Left out: none.
   */
  clientCertificate: certificates.optional(),
  /**
   * How to sign in to external hosts: with `users` and their passwords, or with the client certificates, whose subjects
   * are the users (X.509).
   */
  signIn: z.enum(["password", "certificate"]).default("password"),
  /** The backend's database in external hosts. */
  database: mongodbDatabase.default(MONGODB_DATABASE),
  /** The users in external hosts. */
  users: z
    .strictObject({
      backend: userName.default(MONGODB_USERS.backend),
      exporter: userName.default(MONGODB_USERS.exporter),
    })
    .prefault({}),
  /** The database of external hosts in which each user is defined. */
  authSource: z
    .strictObject({
      backend: mongodbDatabase.default(MONGODB_AUTH_SOURCE),
      exporter: mongodbDatabase.default(MONGODB_AUTH_SOURCE),
    })
    .prefault({}),
  /** Whether the backend may repeat a write that was interrupted. False for Amazon DocumentDB, which rejects such writes. */
  retryWrites: z.boolean().default(true),
  /** How many days searches, and the language model's answers, are kept. */
  keptDays: z.strictObject({ searches: days.default(90), answers: days.default(365) }).prefault({}),
  /**
   * Whether to deploy an exporter, which reads connections, operations and replication from the servers themselves.
   * External servers need a user for it: docs/identity.md. Without it, only the backend's view is monitored.
   */
  exporter: z.boolean().default(true),
  storage: quantity({ least: "64Mi", most: "64Ti" }).default("10Gi"),
  memory: memory.default("512Mi"),
  cpu: cpu({ least: "100m", most: "128" }).default("1"),
});

export type MongodbSettings = z.output<typeof mongodbSettings>;
