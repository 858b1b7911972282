/** An artificial incident that lasts for some time by the clock. Times in seconds since 1970. */
export interface Planned {
  /** The name of its alert, which forms a group of its own and so an incident of its own. */
  readonly alertname: string;
  readonly begins: number;
  readonly ends: number;
}

export interface ScheduleArgs {
  readonly count: number;
  /** When the first one begins. */
  readonly from: number;
  /** The time between the beginnings of two incidents. */
  readonly everySeconds: number;
  readonly lastingSeconds: number;
}

/** Incidents that begin one after another, with several at the same time. */
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

/** The name of the rule group, which no group of the program has. */
export const TRIAL_GROUP = "trial";

/**
 * A rule for each incident, which Prometheus evaluates besides the program's own. It fires while Prometheus has scraped
 * a backend and it is time for the incident.
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
