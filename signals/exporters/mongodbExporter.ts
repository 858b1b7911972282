import { counter, describeMetrics, gauge, OPEN, sometimes } from "../../service/metrics/define";

const MEMBER = { member_idx: OPEN, member_state: OPEN } as const;
const NO_REPLICA_SET = "MongoDB is a single server, or is reached through mongos";
const NO_STORAGE = "MongoDB is reached through mongos, which stores nothing";
/** Without MongoDB there is nothing to expose, and other alerts tell of that. */
const ASKED = { while: "mongodb_up" } as const;
/** Only where the settings name a replica set is it certain that there is one. */
const NAMED = { ...ASKED, of: "mongodbReplicaSet" } as const;

/**
 * The metrics of mongodb_exporter 0.43 that we read. It names them after the fields of `getDiagnosticData`, without
 * units; labels that describe the server as a whole are dropped when it is scraped.
 */
export const mongodbExporter = describeMetrics({
  mongodb_up: gauge("1 if the last scrape could sign in to MongoDB, 0 if it could not.", {}),
  mongodb_ss_connections: sometimes(
    "MongoDB cannot be asked",
    gauge(
      "Connections by kind: `current` are open, `available` is how many more the server accepts.",
      { conn_type: OPEN },
    ),
    ASKED,
  ),
  mongodb_ss_opcounters: counter("Operations of clients by kind, since the server started.", {
    legacy_op_type: OPEN,
  }),
  mongodb_ss_wt_cache_bytes_currently_in_the_cache: sometimes(
    NO_STORAGE,
    gauge("Bytes in WiredTiger's cache.", {}),
  ),
  mongodb_ss_wt_cache_maximum_bytes_configured: sometimes(
    NO_STORAGE,
    gauge("Maximum size of WiredTiger's cache, in bytes.", {}),
  ),
  mongodb_rs_members_health: sometimes(
    NO_REPLICA_SET,
    gauge("1 if the scraped member can reach this member of its replica set, 0 if not.", MEMBER),
    NAMED,
  ),
  mongodb_rs_members_optimeDate: sometimes(
    NO_REPLICA_SET,
    gauge(
      "Time of the last operation that a member has applied, in milliseconds since 1970.",
      MEMBER,
    ),
    NAMED,
  ),
});
