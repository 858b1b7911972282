import type { Job } from "../signals/exporters/targets";
import { alerts, faultAlerts, type AlertName } from "./alerts";
import type { Alert } from "./alert";
import { SEVERITIES } from "./policy";

/** Alerts that an outage explains: while the source alert fires, they add nothing. */
export interface Symptoms {
  readonly of: AlertName;
  readonly alerts: readonly AlertName[];
  /** Only the alerts of this job, which the source alert explains whatever it reports. */
  readonly job?: Job;
}

const declared: readonly Alert<AlertName, AlertName>[] = alerts;

/** An alert, and one that inhibits it. */
interface Inhibited {
  readonly name: AlertName;
  readonly by: AlertName;
  readonly job?: Job;
}

const inhibited: readonly Inhibited[] = declared.flatMap(({ name, inhibitedBy }) =>
  inhibitedBy.map((inhibitor) =>
    typeof inhibitor === "string"
      ? { name, by: inhibitor }
      : { name, by: inhibitor.alert, job: inhibitor.job },
  ),
);

/** What each alert inhibits, by source: all instances of some alerts, and of others only those of one job. */
export const SYMPTOMS: readonly Symptoms[] = distinct(inhibited.map(({ by }) => by)).flatMap((of) =>
  symptomsOf(
    of,
    inhibited.filter(({ by }) => by === of),
  ),
);

function symptomsOf(of: AlertName, its: readonly Inhibited[]): readonly Symptoms[] {
  return distinct(its.map(({ job }) => job)).map((job) => ({
    of,
    alerts: its.filter((one) => one.job === job).map(({ name }) => name),
    ...(job !== undefined && { job }),
  }));
}

/** Alerts on the same thing at different degrees: for one subject, only the most severe one notifies. */
export const DEGREES: readonly (readonly AlertName[])[] = faultAlerts
  .map(({ name, policy }) => ({
    loudness: SEVERITIES.indexOf(policy.severity),
    names: [
      name,
      ...faultAlerts.filter(({ degreeOf }) => degreeOf === name).map((milder) => milder.name),
    ],
  }))
  .filter(({ names }) => names.length > 1)
  .sort((a, b) => a.loudness - b.loudness)
  .map(({ names }) => names);

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}
