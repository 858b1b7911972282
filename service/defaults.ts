/**
 * Constants that deployment and monitoring code needs to know about the service. This file imports nothing, so that
 * using a name from it loads no driver.
 */

/** Default TCP ports: the service's own, and those of the servers that it uses. */
export const HTTP_PORT = 8000;
export const POSTGRES_PORT = 5432;
export const REDIS_PORT = 6379;
export const MONGODB_PORT = 27017;
export const KAFKA_PORT = 9092;

/** The SASL mechanisms supported for Kafka. */
export const SASL_MECHANISMS = ["SCRAM-SHA-256", "SCRAM-SHA-512", "PLAIN"] as const;
export type SaslMechanism = (typeof SASL_MECHANISMS)[number];

/** How long the language model may take by default for a question and all its retries. */
export const LLM_TIMEOUT_SECONDS = 20;

/** Prefix of every Redis key of the application, which may access no other keys. */
export const KEY_PREFIX = "autodealgenie:";
