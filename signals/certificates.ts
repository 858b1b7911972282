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

/**
 * Plain seconds, compared with a plain number, because a certificate lasts just as long in a stack with a `timeScale`.
 */
export const certificateLeft = new Signal({
  title: "Certificates",
  description:
    "Time until the first certificate of each address expires; negative if it has expired.",
  unit: "seconds",
  // The last value seen, because the probe fails on an expired certificate and then reports nothing about it
  // (prometheus/blackbox_exporter#1119). The aggregation over pods comes first and the last value second: the pod of an
  // exporter that is gone only knows the certificate of its own time, which may end later or earlier than today's.
  query: (w) => promql`last_over_time(${shownBy}[${w}:]) - time()`,
});

const seen = promql`max by (${by()}) (${where(p.up, JOB)})`;

/**
 * A certificate of an address that is still probed ends within the limit. An address that was removed concerns nobody;
 * but while the prober itself is out of sight, the last value seen still counts.
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
