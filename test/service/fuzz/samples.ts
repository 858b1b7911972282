import fc from "fast-check";

import { arbitraryOf } from "./arbitrary";
import type { JsonSchema, Operation } from "./document";

const OF_EACH = 400;

/** Bodies and queries as their schemas want them. */
export type Samples = ReadonlyMap<JsonSchema, readonly unknown[]>;

/** Some for each operation, the same for the same seed. */
export function samplesOf(operations: readonly Operation[], seed: number): Samples {
  const schemas = operations.flatMap(({ body, query }) => [body, query]);
  return new Map(
    schemas
      .filter((it) => it !== undefined)
      .map((it) => [it, fc.sample(arbitraryOf(it), { seed, numRuns: OF_EACH })]),
  );
}
