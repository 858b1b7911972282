import { describeMetrics, gauge, OPEN, sometimes } from "../../service/metrics/define";

const ISSUER = { issuer_name: OPEN, issuer_kind: OPEN, issuer_group: OPEN } as const;

/** Present in any stack that asks for Certificates. */
const OURS = { of: "certificates" } as const;

/**
 * The metrics of cert-manager 1.21 that we read. Their labels `name` and `namespace` identify the Certificate, not
 * cert-manager itself.
 */
export const certManager = describeMetrics({
  certmanager_certificate_ready_status: sometimes(
    "nobody has asked for a Certificate",
    gauge("1 for the current status of a Certificate's condition Ready, 0 for the others.", {
      name: OPEN,
      condition: ["True", "False", "Unknown"],
      ...ISSUER,
    }),
    OURS,
  ),
  certmanager_certificate_expiration_timestamp_seconds: sometimes(
    "nobody has asked for a Certificate",
    gauge(
      "When a Certificate's current certificate expires, in seconds since 1970; 0 if there is none.",
      { name: OPEN, ...ISSUER },
    ),
    OURS,
  ),
  certmanager_certificate_renewal_timestamp_seconds: sometimes(
    "nobody has asked for a Certificate",
    gauge(
      "When a Certificate is due for renewal, in seconds since 1970; 0 if it was never issued.",
      { name: OPEN, ...ISSUER },
    ),
    OURS,
  ),
});
