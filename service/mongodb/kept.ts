import { serviceUnavailable } from "../http/problem";

/**
 * What is kept in MongoDB, where the stack has one.
 * @param what names it to whoever asks
 * @throws ProblemError of 503 where it has none
 */
export function kept<T>(store: T | undefined, what: string): T {
  if (store !== undefined) return store;
  throw serviceUnavailable(`This service keeps no ${what}: it has no MongoDB.`);
}
