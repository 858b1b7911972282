import { z } from "zod";

import { hinting, type Hint } from "./hints";
import { duration } from "./scalars";

/** The largest values of the two fields for the time of day. */
const FIELDS = [59, 23] as const;
const ITEM = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/([1-9]\d?))?$/;

function isField(text: string, most: number): boolean {
  return text.split(",").every((item) => {
    const [matched, first = "0", last = first] = ITEM.exec(item) ?? [];
    return matched !== undefined && Number(first) <= Number(last) && Number(last) <= most;
  });
}

const MACROS: Readonly<Record<string, string>> = {
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};
const scheduleHint: Hint = (written) => {
  const text = String(written).trim();
  const macro = MACROS[text];
  if (macro !== undefined) return `did you mean ${macro}?`;
  if (/^(?:CRON_)?TZ=/.test(text)) return "it is in UTC, and has no time zone";
  const fields = text.split(/\s+/);
  if (fields.length === 6) return `did you mean ${fields.slice(1).join(" ")}? cron has no seconds`;
  if (fields.length !== 5) return undefined;
  const [minute = "", hour = "", ...days] = fields;
  if (days.join(" ") !== "* * *") return "it must be daily: its last three fields are * * *";
  const [minutes, hours] = FIELDS;
  if (!isField(minute, minutes)) return `minutes are 0 to ${minutes}`;
  return isField(hour, hours) ? undefined : `hours are 0 to ${hours}`;
};

/**
 * At least daily, so that one alert, which waits for a day and some hours, can tell for each backup whether it is late.
 */
const schedule = z.string().refine(
  (text) => {
    const [minute = "", hour = "", ...days] = text.split(" ");
    const [minutes, hours] = FIELDS;
    return isField(minute, minutes) && isField(hour, hours) && days.join(" ") === "* * *";
  },
  hinting("must be a time of day in UTC, in cron's notation, such as 17 2 * * *", scheduleHint),
);

/** The newest backup is always kept until there is a newer one. */
const keep = duration({ least: "1d", most: "10y" });

/** Scheduled backups, stored in `objectStorage` below `backups/`. Whatever is left out is not backed up. */
export const backupSettings = z.strictObject({
  /** Backs up Grafana's database, with everything that people created in it. Dashboards from code need no backup. */
  grafana: z
    .strictObject({ schedule: schedule.default("17 2 * * *"), keep: keep.default("30d") })
    .optional(),
  /** Backs up the silences of Alertmanager that have not expired. */
  silences: z
    .strictObject({ schedule: schedule.default("47 * * * *"), keep: keep.default("14d") })
    .optional(),
});

export type BackupSettings = z.output<typeof backupSettings>;
/** The schedule of a backup, and how long backups are kept. */
export type BackupTimes = NonNullable<BackupSettings[keyof BackupSettings]>;
