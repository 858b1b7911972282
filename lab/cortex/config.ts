import { join } from "node:path";

interface User {
  readonly username: string;
  readonly password: string;
}

/** A tenant, and the user who may send its samples and query them. */
export interface Tenant extends User {
  readonly name: string;
}

export interface CortexConfigArgs {
  /** The folder for all its data. `rules` and `alerts` in it must exist. */
  readonly folder: string;
  readonly ports: { readonly http: number; readonly grpc: number; readonly gossip: number };
  /** After this many seconds without samples from the elected replica, those of the other one are accepted. */
  readonly failoverSeconds: number;
}

const LOOPBACK = "127.0.0.1";

/** The folders that Cortex expects in its own. */
export const CORTEX_FOLDERS = { rules: "rules", alerts: "alerts" } as const;

/**
 * Cortex's configuration: all of it in one process on the loopback, as in its
 * docs/configuration/single-process-config-blocks-local.yaml, with tenants and a tracker of replicas.
 */
export function cortexConfig({ folder, ports, failoverSeconds }: CortexConfigArgs) {
  const alone = { kvstore: { store: "inmemory" } };
  return {
    auth_enabled: true,
    server: {
      http_listen_address: LOOPBACK,
      http_listen_port: ports.http,
      grpc_listen_address: LOOPBACK,
      grpc_listen_port: ports.grpc,
    },
    distributor: {
      shard_by_all_labels: true,
      ring: { ...alone, instance_addr: LOOPBACK },
      ha_tracker: {
        enable_ha_tracker: true,
        ha_tracker_update_timeout: "2s",
        ha_tracker_update_timeout_jitter_max: "1s",
        ha_tracker_failover_timeout: `${String(failoverSeconds)}s`,
        // The tracker does not accept an in-memory store. A memberlist with one member needs no other server.
        kvstore: { store: "memberlist" },
      },
    },
    memberlist: { bind_addr: [LOOPBACK], bind_port: ports.gossip },
    limits: {
      accept_ha_samples: true,
      ha_cluster_label: "cluster",
      ha_replica_label: "__replica__",
    },
    ingester: {
      lifecycler: {
        address: LOOPBACK,
        min_ready_duration: "0s",
        final_sleep: "0s",
        ring: { ...alone, replication_factor: 1 },
      },
    },
    blocks_storage: {
      backend: "filesystem",
      filesystem: { dir: join(folder, "blocks") },
      tsdb: { dir: join(folder, "tsdb") },
      bucket_store: { sync_dir: join(folder, "tsdb-sync") },
    },
    store_gateway: { sharding_ring: { ...alone, instance_addr: LOOPBACK } },
    compactor: {
      data_dir: join(folder, "compactor"),
      sharding_ring: { ...alone, instance_addr: LOOPBACK },
    },
    querier: { active_query_tracker_dir: join(folder, "queries") },
    frontend_worker: { match_max_concurrent: true },
    // It has no rules, but it reads this folder.
    ruler: { rule_path: join(folder, "rule-copies") },
    ruler_storage: { backend: "local", local: { directory: join(folder, CORTEX_FOLDERS.rules) } },
    alertmanager: {
      external_url: `http://${LOOPBACK}/alertmanager`,
      data_dir: join(folder, "alertmanager"),
      // It has no peers, and its default port may be in use.
      cluster: { listen_address: "" },
    },
    alertmanager_storage: {
      backend: "local",
      local: { path: join(folder, CORTEX_FOLDERS.alerts) },
    },
  };
}

export interface EntranceArgs {
  /** Cortex's URL. */
  readonly cortex: string;
  readonly tenants: readonly Tenant[];
  /** Who may read Cortex's own pages. Left out: nobody. */
  readonly operator?: User;
  /** Whether anybody may ask if Cortex is ready, as the kubelet does without a password. @default false */
  readonly probed?: boolean;
}

/** The path that answers 200 once Cortex is ready. */
export const READY = "/ready";
/** Cortex's own metrics, and its page about the elected replicas. */
export const OWN_PAGES = { metrics: "/metrics", tracker: "/distributor/ha_tracker" } as const;
/** The folder below which vmauth has them: it answers /metrics itself. */
export const OWN_FOLDER = "/cortex";

/**
 * The configuration of vmauth in front of Cortex, which trusts the tenant that a request names: every request without
 * that tenant's password is rejected.
 */
export function entranceConfig({ cortex, tenants, operator, probed = false }: EntranceArgs) {
  return {
    users: [
      ...tenants.map(({ name, username, password }) => ({
        username,
        password,
        url_map: [
          {
            src_paths: ["/api/v1/push", "/prometheus/.*"],
            src_headers: [`X-Scope-OrgID: ${name}`],
            url_prefix: cortex,
          },
        ],
      })),
      ...(operator === undefined
        ? []
        : [
            {
              ...operator,
              url_map: [
                {
                  src_paths: Object.values(OWN_PAGES).map((path) => `${OWN_FOLDER}${path}`),
                  drop_src_path_prefix_parts: 1,
                  url_prefix: cortex,
                },
              ],
            },
          ]),
    ],
    ...(probed && {
      unauthorized_user: { url_map: [{ src_paths: [READY], url_prefix: cortex }] },
    }),
  };
}
