import type { Notifications } from "../../settings/notifications";
import type { Severity } from "../../../alert-rules/policy";
import type { TimeInterval } from "./types";

type Windows = Notifications["maintenance"];

/** The windows as clock times, which `timeScale` does not change. */
export function timeIntervals(windows: Windows): readonly TimeInterval[] {
  return windows.map(({ name, weekdays, times, location }) => ({
    name: intervalName(name),
    time_intervals: [
      {
        ...(weekdays && { weekdays }),
        times: times.map(({ start, end }) => ({ start_time: start, end_time: end })),
        location,
      },
    ],
  }));
}

/** The windows in which alerts of that severity are muted. Critical alerts are muted only if a window says so. */
export function mutedIn(windows: Windows, severity: Severity): readonly string[] {
  return windows
    .filter(({ critical }) => severity !== "critical" || critical)
    .map(({ name }) => intervalName(name));
}

function intervalName(name: string): string {
  return `maintenance-${name}`;
}
