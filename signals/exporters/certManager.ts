import { describeMetrics, gauge, OPEN, sometimes } from "../../service/metrics/define";

const ISSUER = { issuer_name: OPEN, issuer_kind: OPEN, issuer_group: OPEN } as const;

/** Whoever makes Certificates has some. */
const OURS = { of: "certificates" } as const;

/**
 * Of the metrics of cert-manager 1.21, those that we read. Their labels `name` and `namespace` name the Certificate that
 * they tell of, not cert-manager itself.
 */
export const certManager = describeMetrics({
  certmanager_certificate_ready_status: sometimes(
    "nobody has asked for a Certificate",
    gauge("1 for what a Certificate's condition Ready says, 0 for every other.", {
      name: OPEN,
      condition: ["True", "False", "Unknown"],
      ...ISSUER,
    }),
    OURS,
  ),
  certmanager_certificate_expiration_timestamp_seconds: sometimes(
    "nobody has asked for a Certificate",
    gauge(
      "When a Certificate's newest certificate ends, in seconds since 1970; 0 where there is none.",
      { name: OPEN, ...ISSUER },
    ),
    OURS,
  ),
  certmanager_certificate_renewal_timestamp_seconds: sometimes(
    "nobody has asked for a Certificate",
    gauge(
      "When a Certificate is to be renewed, in seconds since 1970; 0 where it was never issued.",
      { name: OPEN, ...ISSUER },
    ),
    OURS,
  ),
});
