import { count, seconds } from "../signals/promql/units";
import { certificateReady, issuedFor, renewalOverdue } from "../signals/issuance";
import { PLACES } from "../signals/places";
import type { DashboardContext } from "./context";
import { lead } from "./leads";
import { bars, dashboard, lines, trace } from "./grafana";

const NO_CERT_MANAGER = "cert-manager does not run, or does not answer";
type Names = Readonly<Record<"namespace" | "name", string>>;
const named = ({ namespace, name }: Names) => `${namespace}/${name}`;

export const certificates = ({ policies }: DashboardContext) =>
  dashboard(PLACES.certificates, {
    title: "Certificates",
    description: "Whether cert-manager issues every certificate, and renews it in time.",
    tags: ["monitoring"],
    refresh: "60s",
    from: "now-24h",
    rows: [["ready", "issuedFor"], ["renewalOverdue"]],
    next: lead("What do people see?", PLACES.infrastructure, "certificates"),
    panels: {
      ready: bars({
        title: "Certificates Ready",
        description: certificateReady.description,
        empty: NO_CERT_MANAGER,
        trace: trace(certificateReady, named),
        max: count(1),
        levels: { low: count(1) },
      }),
      issuedFor: bars({
        title: "Certificate Expiry",
        description: issuedFor.description,
        empty: NO_CERT_MANAGER,
        trace: trace(issuedFor, named),
        levels: { low: seconds(0) },
      }),
      renewalOverdue: lines({
        title: "Renewal Overdue",
        description: renewalOverdue.description,
        empty: NO_CERT_MANAGER,
        traces: [trace(renewalOverdue, named)],
        levels: { high: policies.CertificateRenewalOverdue.limit },
      }),
    },
  });
