/** A namespace that is none of the program's: in production these servers are somebody else's. */
export const DATABASES_NAMESPACE = "databases";

/** The names by which the stack reaches them, which their certificates are for. */
export const POSTGRES_HOST = `postgres.${DATABASES_NAMESPACE}.svc.cluster.local`;
export const REDIS_HOST = `redis.${DATABASES_NAMESPACE}.svc.cluster.local`;

/** Redis with TLS; without, it is on its ordinary port. */
export const REDIS_TLS_PORT = 6380;
