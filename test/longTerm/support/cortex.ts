import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { toYaml } from "../../../infra/rendered-config/yaml";
import { freePort } from "../../support/freePort";
import { start, untilWell, type Server } from "./servers";

/** A client that sends a tenant's samples and queries them. */
export interface Tenant {
  readonly name: string;
  readonly username: string;
  readonly password: string;
}

/** Cortex with some tenants, behind a proxy that checks their passwords. */
export interface Cortex {
  /** The URL for tenants, who need their passwords. */
  readonly url: string;
  /** Cortex's own metrics. */
  readonly metrics: () => Promise<string>;
  /** Its page about the elected replicas. */
  readonly tracker: () => Promise<string>;
  /** Kills it like a failed node. The proxy keeps running. */
  readonly kill: () => Promise<void>;
  /** Starts it again with its previous data. */
  readonly startAgain: () => Promise<void>;
}

/** After this many seconds without samples from the elected replica, those of the other one are accepted. */
export const FAILOVER_SECONDS = 6;

const [RULES, ALERTS] = ["rules", "alerts"];

/** @param folder a new folder for the data of both */
export async function startCortex(folder: string, tenants: readonly Tenant[]): Promise<Cortex> {
  for (const name of [RULES, ALERTS]) mkdirSync(join(folder, name), { recursive: true });
  const ports = { http: await freePort(), grpc: await freePort(), gossip: await freePort() };
  const file = join(folder, "cortex.yml");
  writeFileSync(file, toYaml(cortexConfig(folder, ports)));
  const own = `http://127.0.0.1:${String(ports.http)}`;
  let cortex: Server;
  const begin = async () => {
    cortex = start("cortex", [`-config.file=${file}`]);
    await untilWell(`${own}/ready`, cortex);
  };
  await begin();
  const port = await freePort();
  const entrance = join(folder, "entrance.yml");
  writeFileSync(entrance, toYaml(entranceConfig(own, tenants)));
  const url = `http://127.0.0.1:${String(port)}`;
  const server = start("vmauth", [
    `-auth.config=${entrance}`,
    `-httpListenAddr=127.0.0.1:${String(port)}`,
  ]);
  await untilWell(`${url}/health`, server);
  return {
    url,
    metrics: async () => (await fetch(`${own}/metrics`)).text(),
    tracker: async () => (await fetch(`${own}/distributor/ha_tracker`)).text(),
    kill: () => cortex.kill(),
    startAgain: begin,
  };
}

/**
 * All of Cortex in one process, as in its docs/configuration/single-process-config-blocks-local.yaml, with tenants and
 * a tracker of replicas.
 */
function cortexConfig(
  folder: string,
  ports: { readonly http: number; readonly grpc: number; readonly gossip: number },
) {
  const alone = { kvstore: { store: "inmemory" } };
  const loopback = "127.0.0.1";
  return {
    auth_enabled: true,
    server: {
      http_listen_address: loopback,
      http_listen_port: ports.http,
      grpc_listen_address: loopback,
      grpc_listen_port: ports.grpc,
    },
    distributor: {
      shard_by_all_labels: true,
      ring: { ...alone, instance_addr: loopback },
      ha_tracker: {
        enable_ha_tracker: true,
        ha_tracker_update_timeout: "2s",
        ha_tracker_update_timeout_jitter_max: "1s",
        ha_tracker_failover_timeout: `${String(FAILOVER_SECONDS)}s`,
        // The tracker does not accept an in-memory store. A memberlist with one member needs no other server.
        kvstore: { store: "memberlist" },
      },
    },
    memberlist: { bind_addr: [loopback], bind_port: ports.gossip },
    limits: {
      accept_ha_samples: true,
      ha_cluster_label: "cluster",
      ha_replica_label: "__replica__",
    },
    ingester: {
      lifecycler: {
        address: loopback,
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
    store_gateway: { sharding_ring: { ...alone, instance_addr: loopback } },
    compactor: {
      data_dir: join(folder, "compactor"),
      sharding_ring: { ...alone, instance_addr: loopback },
    },
    querier: { active_query_tracker_dir: join(folder, "queries") },
    frontend_worker: { match_max_concurrent: true },
    // It has no rules, but it reads this folder.
    ruler: { rule_path: join(folder, "rule-copies") },
    ruler_storage: { backend: "local", local: { directory: join(folder, RULES) } },
    alertmanager: {
      external_url: `http://${loopback}/alertmanager`,
      data_dir: join(folder, "alertmanager"),
      // It has no peers, and its default port may be in use.
      cluster: { listen_address: "" },
    },
    alertmanager_storage: { backend: "local", local: { path: join(folder, ALERTS) } },
  };
}

/**
 * Cortex trusts the tenant that a request names, so the proxy rejects every request that does not have that tenant's
 * password.
 */
function entranceConfig(cortex: string, tenants: readonly Tenant[]) {
  return {
    users: tenants.map(({ name, username, password }) => ({
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
  };
}
