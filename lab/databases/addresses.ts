/** A namespace that does not belong to the stack: in production somebody else runs these servers. */
export const DATABASES_NAMESPACE = "databases";

/** The names by which the stack reaches them, which are also the names in their certificates. */
export const POSTGRES_HOST = `postgres.${DATABASES_NAMESPACE}.svc.cluster.local`;
export const REDIS_HOST = `redis.${DATABASES_NAMESPACE}.svc.cluster.local`;

/** Redis with TLS. Without TLS it listens on its default port. */
export const REDIS_TLS_PORT = 6380;
