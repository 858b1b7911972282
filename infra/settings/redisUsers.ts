/** The users of the Redis that a stack deploys, and those that an external one has by default. */
export const REDIS_USERS = { backend: "backend", exporter: "exporter" } as const;
