import type { Incident } from "./delivery";
import { BEFORE_MINUTES, nameOf, type Outage } from "./outage";
import { hasToBeTold } from "./toBeTold";

/** What people were notified of in one outage. */
export interface Verdict {
  readonly outage: Outage;
  /**
   * Minutes from the outage's beginning to the first page, undefined if there was none, and (`over`) to the last end.
   */
  readonly firstPage: number | undefined;
  readonly over: number | undefined;
  readonly incidents: number;
  /** What is wrong, if anything. */
  readonly faults: readonly string[];
}

/** The verdict about an outage, given the incidents that it caused. */
export function judged(outage: Outage, incidents: readonly Incident[]): Verdict {
  const begin = BEFORE_MINUTES * 60 + outage.onset;
  const minutes = (seconds: number | undefined) =>
    seconds === undefined ? undefined : Math.round((seconds - begin) / 6) / 10;
  const firstPage = minutes(incidents[0]?.opened);
  const over = minutes(incidents.at(-1)?.resolved);
  const faults = [
    ...(hasToBeTold(outage) && incidents.length === 0 ? ["untold"] : []),
    ...(incidents.length > 1 ? [`${incidents.length} incidents`] : []),
    ...(firstPage !== undefined && firstPage < 0 ? ["paged before it began"] : []),
    ...(incidents.some(({ resolved }) => resolved === undefined) ? ["never over"] : []),
  ];
  return { outage, firstPage, over, incidents: incidents.length, faults };
}

/** One line for each outage with a fault. */
export function faultLines(verdicts: readonly Verdict[]): readonly string[] {
  return verdicts
    .filter(({ faults }) => faults.length > 0)
    .map(
      ({ outage, faults, firstPage, over }) =>
        `${nameOf(outage)}: ${faults.join(", ")} (first page ${String(firstPage)}, over ${String(over)})`,
    );
}
