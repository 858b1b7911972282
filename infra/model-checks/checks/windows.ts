import { formatDuration, parseDuration } from "../../../signals/promql/duration";
import { mayBeOf, type Read } from "../../../signals/promql/reads";
import { RATE_INTERVAL } from "../../../signals/promql/units";
import type { Model } from "../graph";
import { textOf } from "../graph/graph";
import { SERIES } from "../../../signals/series";
import type { Check } from "./check";

/** Functions that need at least two samples, and give wrong results if one of only a few is missing. */
const OVER_SAMPLES = ["rate", "increase", "irate", "delta", "idelta", "deriv", "resets", "changes"];

/** With four, one scrape may fail and another be late, and two samples are left. */
const SCRAPES = 4;

/** Rates over fewer than four scrapes of the series that they read. */
export const windows: Check = {
  name: "window",
  faults(model) {
    const { queries, declared } = model;
    // The shortest value of Grafana's variable: Grafana knows only one scrape interval.
    const least = SCRAPES * parseDuration(declared.times.scrapeInterval);
    return queries.flatMap(({ from, reads }) =>
      reads
        .filter(({ reader }) => OVER_SAMPLES.includes(reader))
        .flatMap((read) => {
          const { range, text, reader } = read;
          const interval = intervalOf(read, model);
          if (range === undefined || interval === undefined) return [];
          const length = range === RATE_INTERVAL ? least : lengthOf(range);
          if (!(length < SCRAPES * interval)) return [];
          const [scrape, needed] = [interval, SCRAPES * interval].map(formatDuration);
          return {
            what: `${textOf(from)} takes ${reader} of ${text} over ${range}, which is scraped every ${String(scrape)}`,
            where: from.place,
            why: "After one failed scrape there is no rate: a line has a gap, or an alert is missed.",
            fix: `Use at least ${String(needed)}, or scrape more often.`,
          };
        }),
    );
  },
};

/** The longest time between two samples of the series; undefined if rules record it, or nothing exposes it. */
function intervalOf(read: Read, { targets }: Model): number | undefined {
  const { jobs } = SERIES.get(read.series) ?? { jobs: [] };
  const intervals = targets
    .filter(({ job }) => jobs.some((each) => each === job))
    .filter(({ job }) => mayBeOf(read, job))
    .map(({ interval }) => interval);
  return intervals.length > 0 ? Math.max(...intervals) : undefined;
}

/** A plain number in a range is a number of seconds. NaN if it is no duration: another check reports that. */
function lengthOf(range: string): number {
  if (/^\d+$/.test(range)) return Number(range) * 1000;
  return /^(?:\d+(?:ms|[smhdwy]))+$/.test(range) ? parseDuration(range) : NaN;
}
