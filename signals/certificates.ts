import { blackbox as m } from "./exporters/blackbox";
import { by, promql } from "./promql/promql";
import { where } from "./promql/selector";
import { Condition, Signal } from "./promql/signal";
import type { Duration, Quantity } from "./promql/units";
import { prometheus as p } from "./exporters/prometheus";
import { probed } from "./reachability";

const JOB = { job: "blackbox-exporter" } as const;

const shownBy = promql`
  max by (${by("instance")}) (${where(m.probe_ssl_earliest_cert_expiry, JOB)})`;

/** Plain seconds, compared with a plain number: a certificate lasts as long in a stack whose times are shortened. */
export const certificateLeft = new Signal({
  title: "Certificates",
  description:
    "Time until the first certificate of each address expires; negative if it has expired.",
  unit: "seconds",
  // What was seen last, for the probe refuses a certificate that has ended and then tells nothing of it
  // (prometheus/blackbox_exporter#1119). First of all pods and then the last: an exporter's pod that is gone knows only
  // what was shown in its time, be it longer or shorter.
  query: (w) => promql`last_over_time(${shownBy}[${w}:]) - time()`,
});

const seen = promql`max by (${by()}) (${where(p.up, JOB)})`;

/**
 * A certificate ends within the limit, of an address that is still probed. One that was taken out is of no concern to
 * anybody; but while the prober itself is out of sight, what was seen last holds.
 */
export function certificateEnding(limit: Quantity<"seconds">, window: Duration) {
  const { query, unit, words, terms } = certificateLeft.below(limit, window);
  const known = promql`max by (${by("instance")}) (last_over_time(${where(m.probe_ssl_earliest_cert_expiry, JOB)}[${window}]))`;
  const takenOut = promql`${known} and on () ${seen} unless ${probed}`;
  return new Condition(
    promql`${query} unless ${takenOut}`,
    unit,
    `${words}, of an address that is still probed`,
    terms,
  );
}

export const probeSuccess = new Signal({
  title: "Addresses that answer",
  description: "The result of the last probe of each address: 1 if it succeeded, 0 if it failed.",
  unit: "count",
  query: () => promql`min by (${by("instance")}) (${where(m.probe_success, JOB)})`,
});

export const probeTime = new Signal({
  title: "Time to answer",
  description: "Duration of the last probe of each address, from inside the cluster.",
  unit: "seconds",
  query: () => promql`max by (${by("instance")}) (${where(m.probe_duration_seconds, JOB)})`,
});
