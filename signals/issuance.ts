import { certManager as m } from "./exporters/certManager";
import { OURS } from "./namespaces";
import { by, promql } from "./promql/promql";
import { where } from "./promql/selector";
import { Signal } from "./promql/signal";

/** cert-manager reports every Certificate in the cluster; those in other namespaces belong to others. */
const JOB = { job: "cert-manager", namespace: OURS } as const;
const EACH = by("namespace", "name");

export const certificateReady = new Signal({
  title: "Certificates ready",
  description: "Whether cert-manager reports each Certificate as ready: 1 if so.",
  unit: "count",
  query: () => promql`
    max by (${EACH}) (${where(m.certmanager_certificate_ready_status, { ...JOB, condition: "True" })})`,
});

/** A time in seconds since 1970, only for those Certificates that have one. */
const issuedOnly = (time: "renewal" | "expiration") =>
  promql`
    max by (${EACH}) (${where(m[`certmanager_certificate_${time}_timestamp_seconds`], JOB)}) > 0`;

/**
 * Plain seconds, compared with a plain number, because a certificate lasts just as long in a stack with a `timeScale`.
 */
export const renewalOverdue = new Signal({
  title: "Renewal overdue",
  description:
    "Time since each Certificate should have been renewed; negative until then. Failed renewals are retried.",
  unit: "seconds",
  query: () => promql`time() - ${issuedOnly("renewal")}`,
});

export const issuedFor = new Signal({
  title: "Issued certificates",
  description: "Time until the latest certificate of each Certificate expires.",
  unit: "seconds",
  query: () => promql`${issuedOnly("expiration")} - time()`,
});
