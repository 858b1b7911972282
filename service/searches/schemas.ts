import { z } from "zod";

import { SEARCH_TYPES } from "../metrics/labels";

/** A past search of a user. */
export const PastSearch = z.strictObject({
  search_type: z.enum(SEARCH_TYPES),
  /** The criteria as they were sent, defaults included. */
  criteria: z.record(z.string(), z.unknown()),
  /** How many cars were shown. */
  found: z.int(),
  created_at: z.iso.datetime(),
});
export type PastSearch = z.output<typeof PastSearch>;

/** `total` counts all of the user's searches that are kept, not only those on the page. */
export const PastSearchList = z.strictObject({
  items: z.array(PastSearch),
  total: z.int(),
  skip: z.int(),
  limit: z.int(),
});
export type PastSearchList = z.output<typeof PastSearchList>;
