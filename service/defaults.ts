/**
 * What those who deploy and watch the service have to know of it. It imports nothing, so that whoever needs a name of
 * these loads no driver with it.
 */

/** TCP ports, where nothing else is set: its own, and those of the servers that it uses. */
export const HTTP_PORT = 8000;
export const POSTGRES_PORT = 5432;
export const REDIS_PORT = 6379;
export const MONGODB_PORT = 27017;
export const KAFKA_PORT = 9092;

/** The ways of signing in at Kafka that there are. */
export const SASL_MECHANISMS = ["SCRAM-SHA-256", "SCRAM-SHA-512", "PLAIN"] as const;
export type SaslMechanism = (typeof SASL_MECHANISMS)[number];

/** How long the language model may take for a question and all its retries, where nothing else is set. */
export const LLM_TIMEOUT_SECONDS = 20;

/** Every key of the application begins so, and the application may touch no other. */
export const KEY_PREFIX = "autodealgenie:";
