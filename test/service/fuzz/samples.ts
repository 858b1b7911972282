import fc from "fast-check";

import { arbitraryOf } from "./arbitrary";
import type { JsonSchema, Operation } from "./document";

const OF_EACH = 400;

/** Valid bodies and queries, by schema. */
export type Samples = ReadonlyMap<JsonSchema, readonly unknown[]>;

/** Some samples for each operation. The same seed gives the same samples. */
export function samplesOf(operations: readonly Operation[], seed: number): Samples {
  const schemas = operations.flatMap(({ body, query }) => [body, query]);
  return new Map(
    schemas
      .filter((it) => it !== undefined)
      .map((it) => [it, fc.sample(arbitraryOf(it), { seed, numRuns: OF_EACH })]),
  );
}
