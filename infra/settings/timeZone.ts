import { z } from "zod";

import { nearest } from "../objects/nearest";

/** A time zone of the IANA database. */
export const timeZone = z.string().superRefine((value, context) => {
  if (isTimeZone(value)) return;
  const meant = nearest(value, Intl.supportedValuesOf("timeZone"));
  const hint = meant === undefined ? "" : ` (${meant}?)`;
  context.addIssue(`must be a time zone such as UTC or America/New_York${hint}`);
});

/** A formatter costs as much as the rest of a stack's settings, so a name is asked for once. */
const timeZones = new Map<string, boolean>();

function isTimeZone(value: string): boolean {
  const known = timeZones.get(value) ?? hasFormatter(value);
  timeZones.set(value, known);
  return known;
}

function hasFormatter(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
