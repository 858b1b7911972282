import { z } from "zod";

import { nearest } from "../objects/nearest";
import { TIME_ZONES } from "./timeZoneNames";

const NAMES: ReadonlySet<string> = new Set(TIME_ZONES);
const BY_LOWER_CASE: ReadonlyMap<string, string> = new Map(
  TIME_ZONES.map((name) => [name.toLowerCase(), name]),
);

/** Names that people and Windows use for a zone with changing clocks, or for no zone in particular. */
const BY_OTHER_NAMES: Readonly<Record<string, string>> = {
  pst: "America/Los_Angeles",
  pdt: "America/Los_Angeles",
  pt: "America/Los_Angeles",
  mdt: "America/Denver",
  cst: "America/Chicago",
  cdt: "America/Chicago",
  edt: "America/New_York",
  et: "America/New_York",
  bst: "Europe/London",
  cest: "Europe/Berlin",
  eest: "Europe/Athens",
  msk: "Europe/Moscow",
  ist: "Asia/Kolkata",
  jst: "Asia/Tokyo",
  kst: "Asia/Seoul",
  sgt: "Asia/Singapore",
  aest: "Australia/Sydney",
  aedt: "Australia/Sydney",
  z: "UTC",
  "pacific standard time": "America/Los_Angeles",
  "mountain standard time": "America/Denver",
  "central standard time": "America/Chicago",
  "eastern standard time": "America/New_York",
  "gmt standard time": "Europe/London",
  "w. europe standard time": "Europe/Berlin",
  "romance standard time": "Europe/Paris",
};
/** Shorter names resemble each other as much as anything else. */
const LEAST_LETTERS = 5;

/** An offset as the name of a zone in Etc, where the sign is reversed. */
function offsetZone(text: string): string | undefined {
  const [, sign, hours] = /^(?:UTC|GMT)?([-+])0?(\d{1,2})(?::?00)?$/i.exec(text) ?? [];
  if (hours === undefined) return undefined;
  const name = Number(hours) === 0 ? "UTC" : `Etc/GMT${sign === "+" ? "-" : "+"}${hours}`;
  return NAMES.has(name) ? name : undefined;
}

function zoneMeant(value: string): string | undefined {
  const text = value.trim();
  return (
    BY_LOWER_CASE.get(text.toLowerCase().replaceAll(" ", "_")) ??
    BY_OTHER_NAMES[text.toLowerCase()] ??
    offsetZone(text) ??
    TIME_ZONES.find((name) => name.toLowerCase().endsWith(`/${text.toLowerCase()}`)) ??
    (text.length < LEAST_LETTERS ? undefined : nearest(text, TIME_ZONES))
  );
}

/** A time zone of the IANA database, in its exact spelling. */
export const timeZone = z.string().superRefine((value, context) => {
  if (NAMES.has(value)) return;
  const meant = zoneMeant(value);
  const hint = meant === undefined ? "" : ` (${meant}?)`;
  context.addIssue(`must be a time zone such as UTC or America/New_York${hint}`);
});
