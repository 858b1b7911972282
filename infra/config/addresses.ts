import { APPLICATION, clusterHost } from "../kubernetes/names";
import type { StackConfig } from "./schema";

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface PostgresAddress extends Address {
  readonly sslMode: StackConfig["postgres"]["sslMode"];
}

/** Where PostgreSQL is: somebody else's, or the program's own beside the application. */
export function postgresAddress({ host, port, sslMode }: StackConfig["postgres"]): PostgresAddress {
  return host === undefined
    ? { host: clusterHost("postgres", APPLICATION), port: 5432, sslMode: "disable" }
    : { host, port, sslMode };
}

/** Where Redis is: somebody else's, or the program's own beside the application. */
export function redisAddress({ host, port }: StackConfig["redis"]): Address {
  return host === undefined
    ? { host: clusterHost("redis", APPLICATION), port: 6379 }
    : { host, port };
}
