import { z } from "zod";

import { nearest } from "../objects/nearest";
import { TIME_ZONES } from "./timeZoneNames";

const NAMES: ReadonlySet<string> = new Set(TIME_ZONES);
const BY_LOWER_CASE: ReadonlyMap<string, string> = new Map(
  TIME_ZONES.map((name) => [name.toLowerCase(), name]),
);

/** A time zone of the IANA database, spelled as it is there. */
export const timeZone = z.string().superRefine((value, context) => {
  if (NAMES.has(value)) return;
  const meant = BY_LOWER_CASE.get(value.toLowerCase()) ?? nearest(value, TIME_ZONES);
  const hint = meant === undefined ? "" : ` (${meant}?)`;
  context.addIssue(`must be a time zone such as UTC or America/New_York${hint}`);
});
