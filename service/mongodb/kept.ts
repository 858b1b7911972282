import { serviceUnavailable } from "../http/problem";

/**
 * Something that is kept in MongoDB, if the stack has one.
 *
 * @param what its name in the error for the client
 * @throws ProblemError 503 if the stack has no MongoDB
 */
export function kept<T>(store: T | undefined, what: string): T {
  if (store !== undefined) return store;
  throw serviceUnavailable(`This service keeps no ${what}: it has no MongoDB.`);
}
