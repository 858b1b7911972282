import { withinWorkingHours, type WorkingHours } from "../../signals/workingHours";
import type { Duration } from "../../signals/promql/units";
import { ask } from "../support/promtool";

const usual: WorkingHours = { firstDay: 1, lastDay: 5, fromHour: 9, toHour: 17 };

/** Unix time starts on a Thursday. */
const DAYS = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
function at(when: string): Duration {
  const [day = "", hour = "", minute = ""] = when.split(/[ :]/);
  return `${(DAYS.indexOf(day) * 24 + Number(hour)) * 60 + Number(minute)}m`;
}

const holds = (hours: WorkingHours, when: string, yes: boolean) => {
  const expr = withinWorkingHours(hours, "4h", "30m").query.text;
  ask({ series: {}, at: at(when), expr, yields: yes ? [{ labels: "{}", value: 1 }] : [] });
};

describe("the last four hours", () => {
  it.each([
    ["Thu 9:05", false],
    ["Thu 12:55", false],
    ["Thu 13:00", true],
    ["Fri 13:00", true],
    ["Fri 16:59", true],
    ["Fri 17:00", false],
    ["Fri 23:00", false],
    ["Sat 14:00", false],
    ["Sun 14:00", false],
    ["Mon 9:05", false],
    ["Mon 14:00", true],
  ])("are all working hours at %s: %s", (when, yes) => {
    holds(usual, when, yes);
  });

  it("are always working hours if all days and hours are", () => {
    const always: WorkingHours = { firstDay: 0, lastDay: 6, fromHour: 0, toHour: 24 };
    for (const when of ["Fri 0:05", "Sun 3:00", "Sat 23:59"]) holds(always, when, true);
  });

  it("are working hours on the right days if the working week spans the weekend", () => {
    const late: WorkingHours = { ...usual, firstDay: 5, lastDay: 1 };
    for (const when of ["Fri 14:00", "Sun 14:00", "Mon 14:00"]) holds(late, when, true);
    for (const when of ["Thu 14:00", "Tue 14:00"]) holds(late, when, false);
  });

  it("are rejected if they and the wait never fit in the working hours", () => {
    const short: WorkingHours = { ...usual, toHour: 13 };
    expect(() => withinWorkingHours(short, "4h", "30m")).toThrow("from 9 to 13. Shorten them");
  });
});

/** The value at a time in UTC, such as 2026-03-30T08:00. */
const holdsAt = (hours: WorkingHours, utc: string, yes: boolean) => {
  const expr = withinWorkingHours(hours, "4h", "30m").query.text;
  const begin = new Date(Date.parse(`${utc}:00Z`) - 5 * 3_600_000);
  const yields = yes ? [{ labels: "{}", value: 1 }] : [];
  ask({ series: {}, begin, at: "5h", expr, yields });
};

describe("the last four hours in a time zone", () => {
  it.each([
    // The first of the 240 minutes of four hours is at nine, so a minute before they are over, they do not count yet.
    // Nine o'clock there is eight in winter and seven in summer; the clocks change on the Sundays of 29 March and 25
    // October.
    ["Europe/Berlin", "2026-03-27T11:58", false],
    ["Europe/Berlin", "2026-03-27T12:00", true],
    ["Europe/Berlin", "2026-03-27T15:59", true],
    ["Europe/Berlin", "2026-03-27T16:00", false],
    ["Europe/Berlin", "2026-03-30T10:58", false],
    ["Europe/Berlin", "2026-03-30T11:00", true],
    ["Europe/Berlin", "2026-03-30T15:00", false],
    ["Europe/Berlin", "2026-10-23T11:00", true],
    ["Europe/Berlin", "2026-10-26T11:58", false],
    ["Europe/Berlin", "2026-10-26T12:00", true],
    ["Europe/Berlin", "2026-10-26T16:00", false],
    ["Europe/Berlin", "2037-07-01T11:00", true],
    // The clocks change on 8 March and 1 November.
    ["America/New_York", "2026-03-06T17:58", false],
    ["America/New_York", "2026-03-06T18:00", true],
    ["America/New_York", "2026-03-09T17:00", true],
    ["America/New_York", "2026-03-09T16:58", false],
    ["America/New_York", "2026-11-02T18:00", true],
    ["America/New_York", "2026-11-02T17:58", false],
    // Offset by half an hour, all year.
    ["Asia/Kolkata", "2026-01-05T07:28", false],
    ["Asia/Kolkata", "2026-01-05T07:30", true],
    ["Asia/Kolkata", "2026-07-06T07:30", true],
    ["Asia/Kolkata", "2026-07-06T11:30", false],
    // Offsets of a quarter of an hour, and of half an hour of summer time from 4 October on.
    ["Asia/Kathmandu", "2026-01-05T07:13", false],
    ["Asia/Kathmandu", "2026-01-05T07:15", true],
    ["Australia/Lord_Howe", "2026-10-02T02:28", false],
    ["Australia/Lord_Howe", "2026-10-02T02:30", true],
    ["Australia/Lord_Howe", "2026-10-06T01:58", false],
    ["Australia/Lord_Howe", "2026-10-06T02:00", true],
    // There it is Monday while it is Sunday in UTC, and Friday while it is Saturday.
    ["Pacific/Auckland", "2026-07-06T01:00", true],
    ["Pacific/Auckland", "2026-07-05T21:30", false],
    ["Pacific/Honolulu", "2026-07-04T01:00", true],
    ["Pacific/Honolulu", "2026-07-04T03:00", false],
  ])("are all working hours in %s at %s: %s", (timeZone, utc, yes) => {
    holdsAt({ ...usual, timeZone }, utc, yes);
  });

  it.each([
    ["2026-12-24T12:30", true],
    ["2026-12-25T12:30", false],
    ["2026-12-28T12:30", true],
    ["2026-04-06T11:30", false],
    ["2026-04-07T11:30", true],
  ])("are all working hours, holidays excluded, at %s: %s", (utc, yes) => {
    const holidays = ["2026-12-25", "2026-04-06"];
    holdsAt({ ...usual, timeZone: "Europe/Berlin", holidays }, utc, yes);
  });

  it("exclude a holiday from midnight to midnight local time, even if the clocks change on it", () => {
    const always = { firstDay: 0, lastDay: 6, fromHour: 0, toHour: 24 };
    const hours = { ...always, timeZone: "Europe/Berlin", holidays: ["2026-03-29"] };
    holdsAt(hours, "2026-03-28T22:59", true);
    holdsAt(hours, "2026-03-28T23:00", false);
    holdsAt(hours, "2026-03-29T21:59", false);
    holdsAt(hours, "2026-03-30T01:58", false);
    holdsAt(hours, "2026-03-30T02:00", true);
  });
});
