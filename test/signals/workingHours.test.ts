import { withinWorkingHours, type WorkingHours } from "../../signals/workingHours";
import type { Duration } from "../../signals/promql/units";
import { ask } from "../support/promtool";

const usual: WorkingHours = { firstDay: 1, lastDay: 5, fromHour: 9, toHour: 17 };

/** Time begins on a Thursday. */
const DAYS = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
function at(when: string): Duration {
  const [day = "", hour = "", minute = ""] = when.split(/[ :]/);
  return `${(DAYS.indexOf(day) * 24 + Number(hour)) * 60 + Number(minute)}m`;
}

const holds = (hours: WorkingHours, when: string, yes: boolean) => {
  const expr = withinWorkingHours(hours, "4h", "30m").query.text;
  ask({ series: {}, at: at(when), expr, yields: yes ? [{ labels: "{}", value: 1 }] : [] });
};

describe("four hours of working hours", () => {
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
  ])("have just been over at %s: %s", (when, yes) => {
    holds(usual, when, yes);
  });

  it("are always over where all days and hours are working hours", () => {
    const always: WorkingHours = { firstDay: 0, lastDay: 6, fromHour: 0, toHour: 24 };
    for (const when of ["Fri 0:05", "Sun 3:00", "Sat 23:59"]) holds(always, when, true);
  });

  it("are known where the working week goes over the week's end", () => {
    const late: WorkingHours = { ...usual, firstDay: 5, lastDay: 1 };
    for (const when of ["Fri 14:00", "Sun 14:00", "Mon 14:00"]) holds(late, when, true);
    for (const when of ["Thu 14:00", "Tue 14:00"]) holds(late, when, false);
  });

  it("are refused where they, and the wait after them, never fit", () => {
    const short: WorkingHours = { ...usual, toHour: 13 };
    expect(() => withinWorkingHours(short, "4h", "30m")).toThrow("from 9 to 13. Shorten them");
  });
});
