/** Something that is wrong for a while, by the clock. Times in seconds since 1970. */
export interface Planned {
  /** Of the alert on it: a group of its own, and so an incident of its own. */
  readonly alertname: string;
  readonly begins: number;
  readonly ends: number;
}

export interface ScheduleArgs {
  readonly count: number;
  /** When the first begins. */
  readonly from: number;
  /** From the beginning of one to that of the next. */
  readonly everySeconds: number;
  readonly lastingSeconds: number;
}

/** Incidents that begin one after the other, several at a time. */
export function schedule({
  count,
  from,
  everySeconds,
  lastingSeconds,
}: ScheduleArgs): readonly Planned[] {
  return Array.from({ length: count }, (_, index) => {
    const begins = from + index * everySeconds;
    const alertname = `Trial${String(index + 1).padStart(3, "0")}`;
    return { alertname, begins, ends: begins + lastingSeconds };
  });
}

/** The group's name, which none of the program's has. */
export const TRIAL_GROUP = "trial";

/**
 * A rule for each incident, for Prometheus to evaluate beside the program's own: it fires while Prometheus has scraped
 * a backend and the clock says so.
 */
export function trialGroup(planned: readonly Planned[]) {
  return {
    name: TRIAL_GROUP,
    rules: planned.map(({ alertname, begins, ends }) => ({
      alert: alertname,
      expr: `count(up{job="backend"}) and on () (vector(time()) >= ${String(begins)} < ${String(ends)})`,
      labels: { severity: "critical", component: "monitoring" },
      annotations: {
        summary: "A trial.",
        description: "Nothing is wrong: it is counted whether this is told, and how often.",
      },
    })),
  };
}
