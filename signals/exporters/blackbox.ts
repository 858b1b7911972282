import { describeMetrics, gauge, sometimes } from "../../service/metrics/define";

/** The metrics of blackbox_exporter 0.25 to 0.27 that we read. Their label `instance` is the address probed. */
export const blackbox = describeMetrics({
  probe_success: gauge("1 if the last probe of an address succeeded, 0 if it failed.", {}),
  probe_duration_seconds: gauge("Duration of the last probe of an address.", {}),
  probe_ssl_earliest_cert_expiry: sometimes(
    "no address is reached, which SiteUnreachable tells",
    gauge("When the first certificate of an address expires, in seconds since 1970.", {}),
    { while: "probe_success" },
  ),
});
