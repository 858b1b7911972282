import { z } from "zod";

import {
  HTTP_PORT,
  LLM_TIMEOUT_SECONDS,
  POSTGRES_PORT,
  REDIS_PORT,
  SASL_MECHANISMS,
} from "../defaults";
import {
  authorityFile,
  httpUrl,
  isBlock,
  isCidr,
  mongodbUri,
  port,
  positive,
  secretFile,
  text,
} from "./values";

/** The variables of the backend, with their defaults. */
export const Environment = z.object({
  PORT: port.default(HTTP_PORT),
  TLS_CERT_FILE: text.optional(),
  TLS_KEY_FILE: text.optional(),
  TLS_CLIENT_CA_FILE: text.optional(),
  ENVIRONMENT: text.max(40),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  DATABASE_HOST: text,
  DATABASE_PORT: port.default(POSTGRES_PORT),
  DATABASE_NAME: text,
  DATABASE_USER: text,
  DATABASE_PASSWORD_FILE: secretFile(1),
  DATABASE_POOL_MAX: positive.max(1000).default(10),
  // A request reaches its first failure within 3 s: at most 1 s for Redis, then a connection or a statement.
  DATABASE_TIMEOUT_SECONDS: z.coerce.number().min(0.1).max(60).default(1.5),
  DATABASE_POOLED: z.stringbool().default(false),
  PGSSLMODE: z.enum(["disable", "require", "verify-ca", "verify-full"]).default("disable"),
  PGSSLROOTCERT: authorityFile.optional(),
  REDIS_HOST: text,
  REDIS_PORT: port.default(REDIS_PORT),
  REDIS_USERNAME: text.optional(),
  REDIS_TLS: z.stringbool().default(false),
  REDIS_CA_FILE: authorityFile.optional(),
  REDIS_PASSWORD_FILE: secretFile(1),
  MONGODB_URI: mongodbUri.optional(),
  MONGODB_USER: text.optional(),
  MONGODB_PASSWORD_FILE: secretFile(1).optional(),
  MONGODB_AUTH_SOURCE: text.default("admin"),
  MONGODB_CA_FILE: authorityFile.optional(),
  MONGODB_CERT_FILE: text.optional(),
  MONGODB_KEY_FILE: text.optional(),
  MONGODB_POOL_MAX: positive.max(1000).default(10),
  MONGODB_TIMEOUT_SECONDS: z.coerce.number().min(0.1).max(60).default(1.5),
  MONGODB_SEARCHES_KEPT_DAYS: positive.max(3650).default(90),
  MONGODB_ANSWERS_KEPT_DAYS: positive.max(3650).default(365),
  // RFC 7518, section 3.2: a key for HS256 has at least the hash's 256 bits.
  JWT_SECRET_FILE: secretFile(32),
  COOKIE_SECURE: z.stringbool().default(true),
  TRUST_PROXY: text
    .refine(
      (value) => value === "false" || /^\d+$/.test(value) || value.split(",").every(isBlock),
      "must be how many proxies to trust, or their addresses, with commas between them",
    )
    .optional(),
  RATE_LIMIT_AUTH_PER_15MIN: positive.default(10),
  RATE_LIMIT_API_PER_HOUR: positive.default(1000),
  RATE_LIMIT_SEARCH_PER_HOUR: positive.default(100),
  HTTPS_PROXY: httpUrl.optional(),
  NO_PROXY: z.string().default(""),
  VEHICLE_API_URL: httpUrl.optional(),
  VEHICLE_API_KEY_FILE: secretFile(1).optional(),
  LLM_BASE_URL: httpUrl.optional(),
  LLM_MODEL: text.max(100).optional(),
  LLM_API_KEY_FILE: secretFile(1).optional(),
  LLM_TIMEOUT_SECONDS: z.coerce.number().min(0.1).max(60).default(LLM_TIMEOUT_SECONDS),
  KAFKA_BROKERS: text
    .transform((value) => value.split(",").map((one) => one.trim()))
    .refine(
      (brokers) => brokers.every((one) => /^[^\s:]+:\d+$/.test(one)),
      "must be host:port, with commas between several",
    )
    .optional(),
  KAFKA_TLS: z.stringbool().default(false),
  KAFKA_CA_FILE: authorityFile.optional(),
  KAFKA_CERT_FILE: text.optional(),
  KAFKA_KEY_FILE: text.optional(),
  KAFKA_USERNAME: text.optional(),
  KAFKA_PASSWORD_FILE: secretFile(1).optional(),
  KAFKA_SASL_MECHANISM: z.enum(SASL_MECHANISMS).default("SCRAM-SHA-512"),
  KAFKA_PARTITIONS: positive.max(1000).default(6),
  SHUTDOWN_DELAY_SECONDS: z.coerce.number().min(0).max(20).default(3),
});

/** The variables of the worker, with their defaults. */
export const WorkerEnvironment = Environment.pick({
  PORT: true,
  TLS_CERT_FILE: true,
  TLS_KEY_FILE: true,
  TLS_CLIENT_CA_FILE: true,
  ENVIRONMENT: true,
  LOG_LEVEL: true,
  DATABASE_HOST: true,
  DATABASE_PORT: true,
  DATABASE_NAME: true,
  DATABASE_USER: true,
  DATABASE_PASSWORD_FILE: true,
  DATABASE_POOL_MAX: true,
  DATABASE_TIMEOUT_SECONDS: true,
  DATABASE_POOLED: true,
  PGSSLMODE: true,
  PGSSLROOTCERT: true,
  KAFKA_BROKERS: true,
  KAFKA_TLS: true,
  KAFKA_CA_FILE: true,
  KAFKA_CERT_FILE: true,
  KAFKA_KEY_FILE: true,
  KAFKA_USERNAME: true,
  KAFKA_PASSWORD_FILE: true,
  KAFKA_SASL_MECHANISM: true,
  KAFKA_PARTITIONS: true,
}).extend({
  WEBHOOK_TRUSTED_NETWORKS: z
    .string()
    .default("")
    .transform((value) => value.split(",").filter((block) => block.trim() !== ""))
    .transform((blocks) => blocks.map((block) => block.trim()))
    .refine((blocks) => blocks.every(isCidr), "must be blocks in CIDR, with commas between them"),
  WEBHOOK_RETRY_SECONDS: z
    .string()
    .default("1,5,25,60")
    .transform((value) => value.split(",").map(Number))
    .refine(
      (waits) => waits.every((wait) => wait >= 0 && wait <= 600),
      "must be seconds from 0 to 600, with commas between them",
    ),
});
